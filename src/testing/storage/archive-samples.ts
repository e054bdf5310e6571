import { ARCHIVE_KINDS, type Archive, type ArchiveKind, type ArchiveRecords } from '../../application/ports/archive.js';
import { INBOX_STATUSES } from '../../application/ports/inbox.js';
import { type ApiKey, type AuditEntry, emptyRing, type KeyChange } from '../../domain/app/api-key.js';
import type { CallObservation } from '../../domain/call/call-facts.js';
import { viewOf } from '../../domain/call/call-view.js';
import type { MappingId } from '../../domain/ids.js';
import { viewOfMessage } from '../../domain/message/message.js';
import { viewOfVoicemail } from '../../domain/voicemail/voicemail.js';
import { rightOf } from './outcome.js';
import {
  AWKWARD_TEXT,
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
  seenAgain,
  voicemail,
} from './samples.js';

/** Records of every kind, in the order in which they came. */
export type ArchiveContents = { readonly [K in ArchiveKind]: readonly ArchiveRecords[K][] };

/** What two apps may have come to: every kind, every status, texts and ids that a careless adapter spoils. */
export const archiveSamples = (): ArchiveContents => {
  const first = app({ name: AWKWARD_TEXT });
  const second = app({ isActive: false, updatedAt: NOON + 1 });
  const [created, rotated, other] = keyHistory(first.id, second.id);
  const ended = {
    ...seenAgain(
      seenAgain(
        call(
          { dialpadCallId: LARGEST_ID, dialpadUserId: LARGEST_ID, direction: 'inbound', fromNumber: AWKWARD_TEXT },
          { appId: first.id },
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
        ...allDetails,
      },
    ),
    legContext: { conversationId: dialpadId(3), answeredBy: dialpadId(7), answeredElsewhere: true },
  };
  // The same call, as Dialpad counts them, in another app is another call.
  const ringing = seenAgain(
    call({ dialpadCallId: LARGEST_ID, happenedAt: null, dialpadUserId: dialpadId(11) }, { appId: second.id }),
    { happenedAt: null, dialpadUserId: LARGEST_ID },
    NOON + 1,
  );
  const left = voicemail({ transcript: AWKWARD_TEXT }, { appId: first.id });
  const deleted = {
    ...voicemail({ key: `recording:${LARGEST_ID}` }, { appId: first.id }),
    deletedAt: NOON,
    revision: 2,
  };
  const text = message({ text: `${AWKWARD_TEXT}\u2028\n`, status: 'delivered' }, { appId: second.id });
  const events = [
    eventOf(ended, { targetCrmUser: AWKWARD_TEXT, replayed: true }),
    eventOf(ended, { content: { type: 'voicemail.received', voicemail: viewOfVoicemail(left) } }),
    eventOf(ended, { content: { type: 'message.updated', message: viewOfMessage(text) } }),
    eventOf(ended, {
      content: {
        type: 'call.updated',
        call: viewOf(ended),
        changed: ['conversationId', 'recap', 'hold', 'dialpadUserId'],
        previous: { dialpadUserId: LARGEST_ID, crmUser: AWKWARD_TEXT },
      },
    }),
    eventOf(ended, {
      content: {
        type: 'coverage.gap_filled',
        gap: { from: NOON, to: NOON + 1, detectedAt: NOON + 2, filledAt: NOON + 3 },
      },
    }),
  ];

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
    audit: [linesOf(created), linesOf(rotated), linesOf(other)],
    mapping: [first, second].map(({ id: appId }) => ({
      id: nextId<MappingId>(),
      appId,
      dialpadUserId: LARGEST_ID,
      crmUserId: AWKWARD_TEXT,
      createdAt: NOON,
      updatedAt: NOON + 1,
    })),
    appRecord: [
      appRecord({ appId: first.id, value: JSON.stringify({ sealed: AWKWARD_TEXT }), revision: 3 }),
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
    // What came before has been forgotten.
    event: events.map((event, n) => ({ event: { ...event, seq: 13 - events.length + n }, recordedAt: NOON + n })),
    delivery: INBOX_STATUSES.map((status, n) => ({
      ...delivery({ appId: status === 'unrouted' ? null : first.id, payload: `{"text": "${AWKWARD_TEXT}"}` }),
      namedAppId: n === 0 ? null : second.id,
      name: n === 0 ? null : 'call.ring',
      status,
      attempts: n,
      replayed: n % 2 === 0,
      reason: status === 'failed' ? AWKWARD_TEXT : null,
      availableAt: status === 'pending' ? NOON + 5_000 : 0,
      processedAt: status === 'pending' || status === 'unrouted' ? null : NOON + n,
    })),
  };
};

/** Whatever can be known of a call beyond who, when and how long. */
const allDetails: Partial<CallObservation> = {
  rangAt: NOON - 1,
  masterCallId: dialpadId(3),
  entryPointCallId: dialpadId(4),
  operatorCallId: LARGEST_ID,
  stale: true,
  contactName: AWKWARD_TEXT,
  hold: 'parked',
  transferred: true,
  transferredFrom: LARGEST_ID,
  labels: [AWKWARD_TEXT, ''],
  dispositions: ['sold'],
  recapSummary: AWKWARD_TEXT,
  recapOutcome: 'sold',
  recapPurposes: ['to buy'],
  recapActionItems: [],
  transcriptReady: true,
  satisfaction: '5',
  reviewUrl: 'https://dialpad.com/review/1',
  customData: AWKWARD_TEXT,
};

/** The keys of two apps: the first one's was replaced once. */
const keyHistory = (first: AuditEntry['appId'], second: AuditEntry['appId']) => {
  const created = keyChange(emptyRing(first), `${first} 1`);
  const ring = { appId: first, keys: created.keys, revision: 1 };
  return [created, keyChange(ring, `${first} 2`, NOON + 1), keyChange(emptyRing(second), `${second} 1`)] as const;
};

/** The keys as the last of the changes leaves them. */
const keysOf = (...changes: readonly KeyChange[]): readonly ApiKey[] => [
  ...new Map(changes.flatMap(({ keys }) => keys).map((key) => [key.id, key])).values(),
];

const linesOf = ({ audit, from }: KeyChange) => ({ entry: audit, revision: from + 1 });

/** Keeps records of every kind. */
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
