import { expect } from 'chai';
import type { Storage } from '../../../../src/application/ports/storage.js';
import type { Call } from '../../../../src/domain/call/call.js';
import type { CallObservation } from '../../../../src/domain/call/call-facts.js';
import { type CallView, viewOf } from '../../../../src/domain/call/call-view.js';
import { rightOf } from '../../../../src/testing/storage/outcome.js';
import { APP, call, dialpadId, NOON } from '../../../../src/testing/storage/samples.js';
import { olderStorages } from './older-storage.js';
import { tempFolder } from './temp-folder.js';

const MISSED_THEN_ANSWERED = dialpadId(1);
const RECAPPED = dialpadId(2);
const MISSED = dialpadId(3);
const ANSWERED = dialpadId(4);
const QUEUE = dialpadId(9);
const PAGE = { limit: 10, offset: 0 };

/** A call as the version before stored it: with the facts that it had, and what it concluded from them. */
const older = (
  seen: Partial<CallObservation>,
  status: CallView['status'],
  { missed = false, context = {} }: { readonly missed?: boolean; readonly context?: Partial<Call['legContext']> } = {},
) => {
  const { facts, legContext, ...one } = call({ direction: 'inbound', ...seen });
  const { ringEnd, endImpliedAt, settledUserId, ...known } = facts;
  const thread = { ...legContext, ...context };
  return { ...one, status, startedAt: facts.startedAt.at, thread, facts: { ...known, missed: known.missed || missed } };
};

const at = (second: number) => NOON + second * 1_000;
const CALLS = [
  older(
    {
      dialpadCallId: MISSED_THEN_ANSWERED,
      connectedAt: at(20),
      connected: true,
      over: true,
      endedAt: at(90),
      durationSeconds: 70,
    },
    'missed',
    { missed: true },
  ),
  older({ dialpadCallId: RECAPPED, connected: true, recapSummary: 'A price was agreed.' }, 'active'),
  older(
    {
      dialpadCallId: MISSED,
      entryPointCallId: QUEUE,
      dialpadUserId: dialpadId(11),
      over: true,
      endedAt: at(15),
      unanswered: true,
    },
    'ended',
    { context: { answeredBy: dialpadId(12), answeredElsewhere: true } },
  ),
  older(
    {
      dialpadCallId: ANSWERED,
      entryPointCallId: QUEUE,
      dialpadUserId: dialpadId(12),
      rangAt: at(16),
      connectedAt: at(20),
      connected: true,
    },
    'active',
  ),
];
const MAPPINGS = ['Cleo.Diaz@Example.com', 'Agent-7'].map((crmUser, n) => ({
  crmUser,
  user: dialpadId(21 + n),
  id: `m${n}`,
}));

const text = (value: unknown): string => `'${typeof value === 'string' ? value : JSON.stringify(value)}'`;
const uuid = (n: number): string => `0193597e-0000-7000-8000-00000000f00${n}`;

const APP_DOCUMENT = {
  ...{ _id: APP, name: 'Clinic', is_active: true, created_at: NOON, updated_at: NOON },
  ...{ key_revision: 0, keys: [], audit: [] },
};
const SCHEMA = { _id: 'schema', version: 1 };

const engines = olderStorages({
  before: { sqlite: '004', postgres: '007' },
  statements: [
    `insert into apps (id, name, is_active, created_at, updated_at) values ('${APP}', 'Clinic', '1', ${NOON}, ${NOON})`,
    ...CALLS.map(
      (one) =>
        `insert into calls (id, app_id, dialpad_call_id, revision, status, direction, started_at, created_at, updated_at, announced, facts, thread, conversation_id)
         values ('${one.id}', '${APP}', '${one.dialpadCallId}', 1, '${one.status}', 'inbound', ${NOON}, ${NOON}, ${NOON}, '[]', ${text(one.facts)}, ${text(one.thread)}, '${one.thread.conversationId}')`,
    ),
    ...MAPPINGS.map(
      ({ crmUser, user }, n) =>
        `insert into user_mappings (id, app_id, dialpad_user_id, crm_user_id, created_at, updated_at) values ('${uuid(n)}', '${APP}', '${user}', '${crmUser}', ${NOON}, ${NOON})`,
    ),
  ],
  documents: {
    apps: [APP_DOCUMENT],
    calls: CALLS.map(({ status, ...one }) => ({
      _id: `${APP} ${one.dialpadCallId}`,
      app_id: APP,
      id: one.id,
      revision: 1,
      json: JSON.stringify(one),
      dialpad_user_id: null,
      from_key: null,
      to_key: null,
      at: NOON,
      status,
      direction: 'inbound',
      conversation_id: one.thread.conversationId,
      links: [],
    })),
    user_mappings: MAPPINGS.map(({ crmUser, user }, n) => ({
      _id: `${APP} ${user}`,
      app_id: APP,
      id: uuid(n),
      dialpad_user_id: user,
      crm_user_id: crmUser,
      created_at: NOON,
      updated_at: NOON,
      revision: 1,
      deleted: false,
    })),
    meta: [SCHEMA],
  },
});

for (const [engine, open] of Object.entries(engines)) {
  describe(`what the version before stored on ${engine}`, function () {
    this.timeout(20_000);
    const folder = tempFolder();
    let storage: Storage;
    let close: () => Promise<void>;
    beforeEach(async () => {
      ({ storage, close } = await open(folder()));
    });
    afterEach(() => close());

    it('is listed with the status that its facts have by today’s rules', async () => {
      const { items } = await rightOf(storage.calls.list(APP, {}, PAGE));
      expect(Object.fromEntries(items.map(({ dialpadCallId, status }) => [dialpadCallId, status]))).to.deep.equal({
        [MISSED_THEN_ANSWERED]: 'ended',
        [RECAPPED]: 'ended',
        [MISSED]: 'missed',
        [ANSWERED]: 'active',
      });
      const ofStatus = async (status: CallView['status']) =>
        (await rightOf(storage.calls.list(APP, { statuses: [status] }, PAGE))).items.map((one) => one.dialpadCallId);
      expect(await ofStatus('ended')).to.have.members([MISSED_THEN_ANSWERED, RECAPPED]);
      expect(await ofStatus('missed')).to.deep.equal([MISSED]);
    });

    it('is loaded as it is listed', async () => {
      const keys = [{ appId: APP, calls: [MISSED, RECAPPED], voicemails: [], messages: [] }];
      const { calls } = await rightOf(storage.aggregates.load(keys));
      const { items } = await rightOf(storage.calls.list(APP, {}, PAGE));
      for (const one of calls) {
        const listed = items.find(({ id }) => id === one.id);
        expect(listed).to.include({ status: viewOf(one).status, conversationId: viewOf(one).conversationId });
        expect(listed?.details).to.deep.equal(viewOf(one).details);
      }
      expect(calls.map(({ revision }) => revision)).to.deep.equal(calls.map(() => 1));
    });

    it('has CRM users that are found in any case', async () => {
      for (const { crmUser, user } of MAPPINGS) {
        const found = await rightOf(
          storage.mappings.findByCrmUser(
            APP,
            crmUser.replace(/.*@.*/, (mail) => mail.toUpperCase()),
          ),
        );
        expect(found, crmUser).to.have.nested.property('value.dialpadUserId', user);
      }
    });
  });
}
