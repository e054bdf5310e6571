import { expect } from 'chai';
import * as O from 'fp-ts/lib/Option.js';
import { payloadReader } from '../../../../src/adapters/outbound/dialpad/payload-reader.js';
import { makeProcessEvents } from '../../../../src/application/events/process-events.js';
import type { Storage } from '../../../../src/application/ports/storage.js';
import { viewOf } from '../../../../src/domain/call/call-view.js';
import type { DialpadId } from '../../../../src/domain/dialpad-id.js';
import { rightOf } from '../../../../src/testing/storage/outcome.js';
import {
  APP,
  call,
  delivery,
  dialpadId,
  lease,
  message,
  NOON,
  OWNER,
  voicemail,
} from '../../../../src/testing/storage/samples.js';
import { applyObservationsOn } from '../../../support/apply-observations.js';
import { recordingLogger } from '../../../support/recording-logger.js';
import { settableClock } from '../../../support/time.js';
import { olderStorages } from './older-storage.js';
import { tempFolder } from './temp-folder.js';

const [LACKING_DETAILS, LACKING_A_DETAIL, WITH_MORE, BROKEN, NO_JSON] = [1, 2, 3, 4, 5].map(dialpadId) as [
  DialpadId,
  DialpadId,
  DialpadId,
  DialpadId,
  DialpadId,
];

const storedCall = (id: DialpadId, change: (facts: Record<string, unknown>) => unknown) => {
  const one = call({ dialpadCallId: id, direction: 'inbound', connected: true, labels: ['vip'] });
  return { one, facts: JSON.stringify(change(structuredClone(one.facts) as never)) };
};

const CALLS = [
  storedCall(LACKING_DETAILS, ({ details, settledUserId, ...facts }) => facts),
  storedCall(LACKING_A_DETAIL, ({ details, ...facts }) => {
    const { hold, customData, ...others } = details as Record<string, unknown>;
    return { ...facts, details: others };
  }),
  storedCall(WITH_MORE, ({ details, ...facts }) => ({
    ...facts,
    mood: 'good',
    details: { ...Object(details), mood: 1 },
  })),
  storedCall(BROKEN, ({ details, ...facts }) => ({ ...facts, details: { ...Object(details), hold: 'dancing' } })),
  { ...storedCall(NO_JSON, (facts) => facts), facts: '{"direction":' },
];

const text = message({ dialpadMessageId: dialpadId(31), direction: 'outbound', text: 'Hi', status: 'sent' });
const { dialpadUserId: _user, ...textFacts } = text.facts;
const mail = voicemail({ keys: [`call:${dialpadId(41)}`], transcript: 'Hi' });
const { durationSeconds: _seconds, ...mailFacts } = mail.facts;

const documentOf = (
  key: string,
  one: { readonly id: string; readonly revision: number },
  json: string,
  more: object = {},
) => ({
  ...more,
  ...{ _id: `${APP} ${key}`, app_id: APP, id: one.id, revision: one.revision, json },
  ...{ dialpad_user_id: null, from_key: null, to_key: null, at: NOON, status: 'active', direction: null, links: [] },
});

const engines = olderStorages({
  before: { sqlite: '004', postgres: '007' },
  statements: [
    ...CALLS.map(
      ({ one, facts }) =>
        `insert into calls (id, app_id, dialpad_call_id, revision, status, started_at, created_at, updated_at, announced, facts)
         values ('${one.id}', '${APP}', '${one.dialpadCallId}', 1, 'active', ${NOON}, ${NOON}, ${NOON}, '["call.started"]', '${facts}')`,
    ),
    `insert into messages (id, app_id, dialpad_message_id, revision, sent_at, created_at, updated_at, facts)
     values ('${text.id}', '${APP}', '${text.dialpadMessageId}', 1, ${NOON}, ${NOON}, ${NOON}, '${JSON.stringify(textFacts)}')`,
    `insert into voicemails (id, app_id, voicemail_key, revision, created_at, updated_at, facts)
     values ('${mail.id}', '${APP}', '${mail.key}', 1, ${NOON}, ${NOON}, '${JSON.stringify(mailFacts)}')`,
  ],
  documents: {
    calls: CALLS.map(({ one, facts }) => {
      const { legContext, facts: _, ...stored } = { ...one, announced: ['call.started'] };
      return documentOf(one.dialpadCallId, one, `${JSON.stringify(stored).slice(0, -1)},"facts":${facts}}`);
    }),
    messages: [documentOf(text.dialpadMessageId, text, JSON.stringify({ ...text, facts: textFacts }))],
    voicemails: [
      documentOf(mail.key, mail, JSON.stringify({ ...mail, facts: mailFacts }), { keys: mail.keys, deleted: false }),
    ],
  },
});

for (const [engine, open] of Object.entries(engines)) {
  describe(`facts that another version stored on ${engine}`, function () {
    this.timeout(20_000);
    const folder = tempFolder();
    let storage: Storage;
    let close: () => Promise<void>;
    beforeEach(async () => {
      ({ storage, close } = await open(folder()));
    });
    afterEach(() => close());

    const load = (calls: readonly DialpadId[]) =>
      rightOf(
        storage.aggregates.load([{ appId: APP, calls, voicemails: [mail.key], messages: [text.dialpadMessageId] }]),
      );

    it('are unknown where they are missing, and left out where they are of no use', async () => {
      const { calls, voicemails, messages } = await load([LACKING_DETAILS, LACKING_A_DETAIL, WITH_MORE]);
      const labels = new Map(calls.map((one) => [one.dialpadCallId, viewOf(one).details.labels]));
      expect(labels.get(LACKING_DETAILS)).to.deep.equal([]);
      expect(labels.get(LACKING_A_DETAIL)).to.deep.equal(['vip']);
      for (const { facts } of calls) {
        expect(facts.details).to.have.all.keys(...Object.keys(call({}).facts.details));
        expect(facts).to.have.all.keys(...Object.keys(call({}).facts));
      }
      expect(voicemails.map(({ facts }) => facts)).to.deep.equal([mail.facts]);
      expect(messages.map(({ facts }) => facts)).to.deep.equal([text.facts]);
    });

    it('that cannot be read are a fault, with the place of it', async () => {
      const fault = await storage.aggregates.load([{ appId: APP, calls: [BROKEN], voicemails: [], messages: [] }])();
      expect(fault).to.deep.include({ _tag: 'Left' });
      expect(JSON.stringify(fault)).to.contain('the details of a call.hold').and.not.contain('dancing');
    });

    it('that cannot be read stop the events of their own call alone, for a reason', async () => {
      const ids = CALLS.map(({ one }) => one.dialpadCallId);
      const events = ids.map((call_id, n) => {
        const payload = JSON.stringify({ state: 'hangup', call_id, event_timestamp: NOON + 1_000 });
        return delivery({ appId: APP, dedupeKey: `event ${n}`, payload });
      });
      const appended = await rightOf(storage.inbox.append(events, lease()));
      const processEvents = makeProcessEvents({
        owner: OWNER,
        payloads: payloadReader,
        applyObservations: applyObservationsOn(storage, settableClock(), { owner: OWNER }),
        inbox: storage.inbox,
        clock: settableClock(),
        logger: recordingLogger(),
      });
      await rightOf(processEvents(appended.flatMap((one) => ('event' in one ? (one.event ?? []) : []))));
      const outcomes = [];
      for (const { id } of events) {
        const entry = O.toNullable(await rightOf(storage.journal.find(id)));
        outcomes.push([entry?.status, entry?.attempts]);
        if (entry?.status === 'pending') expect(entry.reason).to.contain('what is stored cannot be read');
      }
      expect(outcomes).to.deep.equal([
        ['processed', 0],
        ['processed', 0],
        ['processed', 0],
        ['pending', 1],
        ['pending', 1],
      ]);
      const { calls } = await load([LACKING_DETAILS, LACKING_A_DETAIL, WITH_MORE]);
      expect(calls.map((one) => viewOf(one).status)).to.deep.equal(['ended', 'ended', 'ended']);
    });
  });
}
