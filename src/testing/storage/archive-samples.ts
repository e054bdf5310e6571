import {
  ARCHIVE_KINDS,
  type Archive,
  type ArchivedDelivery,
  type ArchiveKind,
  type ArchiveRecords,
} from '../../application/ports/archive.js';
import { INBOX_STATUSES, type InboxStatus } from '../../application/ports/inbox.js';
import { type ApiKey, type AuditEntry, emptyRing, type KeyChange } from '../../domain/app/api-key.js';
import type { Call } from '../../domain/call/call.js';
import type { CallObservation } from '../../domain/call/call-facts.js';
import { viewOf } from '../../domain/call/call-view.js';
import type { AppId, ContactId, MappingId } from '../../domain/ids.js';
import { type Message, viewOfMessage } from '../../domain/message/message.js';
import { type Voicemail, viewOfVoicemail } from '../../domain/voicemail/voicemail.js';
import { rightOf } from './outcome.js';
import {
  app,
  appRecord,
  call,
  delivery,
  dialpadId,
  eventOf,
  keyChange,
  LARGEST_ID,
  message,
  NOON,
  nextId,
  observedAgain,
  SPECIAL_CHARACTERS,
  voicemail,
} from './samples.js';

/** Records of every kind, oldest first. */
export type ArchiveContents = { readonly [K in ArchiveKind]: readonly ArchiveRecords[K][] };

/** The records of two apps: every kind, every status, and texts and ids that a careless adapter would change. */
export const archiveSamples = (): ArchiveContents => {
  const first = app({ name: SPECIAL_CHARACTERS });
  const second = app({ isActive: false, updatedAt: NOON + 1 });
  const [created, rotated, other] = keyChanges(first.id, second.id);
  const ended = endedCall(first.id);
  // The same Dialpad id in another app belongs to another call.
  const ringing = observedAgain(
    call({ dialpadCallId: LARGEST_ID, happenedAt: null, dialpadUserId: dialpadId(11) }, { appId: second.id }),
    { happenedAt: null, dialpadUserId: LARGEST_ID },
    NOON + 1,
  );
  const left = voicemail({ transcript: SPECIAL_CHARACTERS }, { appId: first.id });
  const deleted = {
    ...voicemail({ keys: [`recording:${LARGEST_ID}`] }, { appId: first.id }),
    deletedAt: NOON,
    revision: 2,
  };
  const text = message({ text: `${SPECIAL_CHARACTERS}\u2028\n`, status: 'delivered' }, { appId: second.id });
  return {
    app: [
      { app: first, keyRevision: 2 },
      { app: second, keyRevision: 1 },
    ],
    organization: [
      { id: dialpadId(1), appId: first.id },
      { id: LARGEST_ID, appId: second.id },
    ],
    apiKey: [...keysOf(created, rotated).map((key) => ({ ...key, lastUsedAt: NOON + 7 })), ...keysOf(other)],
    audit: [auditLineOf(created), auditLineOf(rotated), auditLineOf(other)],
    mapping: [first, second].map(({ id: appId }) => ({
      id: nextId<MappingId>(),
      appId,
      dialpadUserId: LARGEST_ID,
      crmUserId: SPECIAL_CHARACTERS,
      createdAt: NOON,
      updatedAt: NOON + 1,
    })),
    contact: [first, second].map(({ id: appId }, n) => ({
      id: nextId<ContactId>(),
      appId,
      numberKey: '+14155550123',
      number: '(415) 555-0123',
      name: SPECIAL_CHARACTERS,
      recordUrl: n === 0 ? null : 'https://crm.example.com/contacts/1',
      updatedAt: NOON,
    })),
    appRecord: [
      appRecord({ appId: first.id, value: JSON.stringify({ sealed: SPECIAL_CHARACTERS }), revision: 3 }),
      appRecord({ appId: first.id, kind: 'coverage' }),
      appRecord({ appId: second.id }),
    ],
    call: [ended, ringing],
    voicemail: [left, deleted],
    message: [text],
    stream: [
      { appId: first.id, seq: 12 },
      { appId: second.id, seq: 9_007_199_254 },
    ],
    event: eventsAbout(ended, left, text),
    delivery: INBOX_STATUSES.map((status, n) => deliveryWith(status, n, first.id, second.id)),
  };
};

/** A call of which everything is known. */
const endedCall = (appId: AppId): Call => ({
  ...observedAgain(
    observedAgain(
      call(
        { dialpadCallId: LARGEST_ID, dialpadUserId: LARGEST_ID, direction: 'inbound', fromNumber: SPECIAL_CHARACTERS },
        { appId },
      ),
      { missed: true, dialpadUserId: LARGEST_ID, durationSeconds: 0.5 },
    ),
    {
      dialpadUserId: LARGEST_ID,
      connected: true,
      over: true,
      impliesEnd: true,
      durationSeconds: 61.5,
      recordingUrl: 'https://dialpad.com/r/1',
      recordingId: '5501',
      ...allDetails,
    },
  ),
  legContext: { conversationId: dialpadId(3), answeredBy: dialpadId(7), answeredElsewhere: true },
});

/** The last events of a stream of 12; the earlier ones have been pruned. */
const eventsAbout = (ended: Call, left: Voicemail, text: Message): readonly ArchiveRecords['event'][] => {
  const events = [
    eventOf(ended, { targetCrmUser: SPECIAL_CHARACTERS, replayed: true }),
    eventOf(ended, {
      content: { type: 'call.ring', call: viewOf(ended), contact: { name: SPECIAL_CHARACTERS, recordUrl: null } },
    }),
    eventOf(ended, { content: { type: 'voicemail.received', voicemail: viewOfVoicemail(left) } }),
    eventOf(ended, { content: { type: 'message.updated', message: viewOfMessage(text) } }),
    eventOf(ended, {
      content: {
        type: 'call.updated',
        call: viewOf(ended),
        changed: ['conversationId', 'recap', 'hold', 'dialpadUserId'],
        previous: { dialpadUserId: LARGEST_ID, crmUser: SPECIAL_CHARACTERS },
      },
    }),
    eventOf(ended, {
      content: {
        type: 'coverage.gap_filled',
        gap: { from: NOON, to: NOON + 1, detectedAt: NOON + 2, filledAt: NOON + 3 },
      },
    }),
  ];
  return events.map((event, n) => ({ event: { ...event, seq: 13 - events.length + n }, recordedAt: NOON + n }));
};

/** The n-th delivery to `appId`, or to no app if it is unrouted. */
const deliveryWith = (status: InboxStatus, n: number, appId: AppId, otherApp: AppId): ArchivedDelivery => ({
  ...delivery({ appId: status === 'unrouted' ? null : appId, payload: `{"text": "${SPECIAL_CHARACTERS}"}` }),
  namedAppId: n === 0 ? null : otherApp,
  name: n === 0 ? null : 'call.ring',
  status,
  attempts: n,
  replayed: n % 2 === 0,
  reason: status === 'failed' ? SPECIAL_CHARACTERS : null,
  availableAt: status === 'pending' ? NOON + 5_000 : 0,
  processedAt: status === 'pending' || status === 'unrouted' ? null : NOON + n,
});

/** Everything that can be observed of a call apart from its parties, times and status. */
const allDetails: Partial<CallObservation> = {
  rangAt: NOON - 1,
  masterCallId: dialpadId(3),
  entryPointCallId: dialpadId(4),
  operatorCallId: LARGEST_ID,
  stale: true,
  contactName: SPECIAL_CHARACTERS,
  hold: 'parked',
  transferred: true,
  transferredFrom: LARGEST_ID,
  labels: [SPECIAL_CHARACTERS, ''],
  dispositions: ['sold'],
  recapSummary: SPECIAL_CHARACTERS,
  recapOutcome: 'sold',
  recapPurposes: ['to buy'],
  recapActionItems: [],
  transcriptReady: true,
  satisfaction: '5',
  reviewUrl: 'https://dialpad.com/review/1',
  customData: SPECIAL_CHARACTERS,
  written: { at: NOON, disposition: 'sold', note: SPECIAL_CHARACTERS, recordUrl: null },
};

/** The key changes of two apps; the first app's key was rotated once. */
const keyChanges = (first: AuditEntry['appId'], second: AuditEntry['appId']) => {
  const created = keyChange(emptyRing(first), `${first} 1`);
  const ring = { appId: first, keys: created.keys, revision: 1 };
  return [created, keyChange(ring, `${first} 2`, NOON + 1), keyChange(emptyRing(second), `${second} 1`)] as const;
};

/** The keys after the last of the changes. */
const keysOf = (...changes: readonly KeyChange[]): readonly ApiKey[] => [
  ...new Map(changes.flatMap(({ keys }) => keys).map((key) => [key.id, key])).values(),
];

const auditLineOf = ({ audit, from }: KeyChange) => ({ entry: audit, revision: from + 1 });

/** Writes records of every kind. */
export const writeAll = async (archive: Archive, contents: ArchiveContents): Promise<void> => {
  const write = <K extends ArchiveKind>(kind: K) => rightOf(archive.write(kind, contents[kind]));
  for (const kind of ARCHIVE_KINDS) await write(kind);
};

/** All records of a kind, read in pages of this size. */
export const readAll = async <K extends ArchiveKind>(
  archive: Archive,
  kind: K,
  limit: number,
): Promise<readonly ArchiveRecords[K][]> => {
  const records: ArchiveRecords[K][] = [];
  for (let from: string | null = null; ; ) {
    const page: { readonly records: readonly ArchiveRecords[K][]; readonly next: string | null } = await rightOf(
      archive.read(kind, from, limit),
    );
    records.push(...page.records);
    from = page.next;
    if (from === null) return records;
  }
};
