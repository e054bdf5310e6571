import { expect } from 'chai';
import { restoreCall } from '../../../../src/adapters/wire/stored/restore-call.js';
import type { Storage } from '../../../../src/application/ports/storage.js';
import type { Call } from '../../../../src/domain/call/call.js';
import { viewOf } from '../../../../src/domain/call/call-view.js';
import { rightOf, someOf } from '../../../../src/testing/storage/outcome.js';
import {
  APP,
  call,
  commitOf,
  dialpadId,
  eventOf,
  message,
  NOON,
  observedAgain,
} from '../../../../src/testing/storage/samples.js';
import { olderStorages } from './older-storage.js';
import { tempFolder } from './temp-folder.js';

const [ID, USER, MASTER] = [dialpadId(5), dialpadId(7), dialpadId(8)];

/** A call as the version before conversations stored it, and the event that announced it. */
const before = (() => {
  const active = call({ dialpadCallId: ID, dialpadUserId: USER, direction: 'inbound', connected: true });
  const { details: _, rangAt, masterCallId, entryPointCallId, operatorCallId, stale, endSeen, ...facts } = active.facts;
  const { legContext: __, ...stored } = active;
  const { conversationId, details, ...view } = viewOf(active);
  const event = { ...eventOf(active), seq: 1, content: { type: 'call.started', call: view } };
  return { call: { ...stored, facts }, view, event };
})();

/** A number, and the key by which the version before found it. */
const [NUMBER, OLDER_KEY] = ['+1 (555) 010-0114 x9', '155501001149'];
const olderMessage = message({ dialpadMessageId: ID, fromNumber: NUMBER, direction: 'inbound' });

const now: Call = restoreCall(before.call);

/** The stored rows, in statements that SQLite and PostgreSQL understand. */
const statements = (() => {
  const { id, appId, dialpadCallId, facts, announced, revision, createdAt, updatedAt } = before.call;
  const { id: eventId, happenedAt, content } = before.event;
  const text = (value: unknown): string => `'${typeof value === 'string' ? value : JSON.stringify(value)}'`;
  return [
    `insert into calls (id, app_id, dialpad_call_id, revision, status, direction, dialpad_user_id, started_at, created_at, updated_at, announced, facts)
     values ('${id}', '${appId}', '${dialpadCallId}', ${revision}, 'active', 'inbound', '${USER}', ${NOON}, ${createdAt}, ${updatedAt}, ${text(announced)}, ${text(facts)})`,
    `insert into apps (id, name, is_active, created_at, updated_at) values ('${APP}', 'Clinic', '1', ${NOON}, ${NOON})`,
    `insert into messages (id, app_id, dialpad_message_id, revision, direction, from_number, from_key, sent_at, created_at, updated_at, facts)
     values ('${id}', '${appId}', '5', 1, 'inbound', '${NUMBER}', '${OLDER_KEY}', ${NOON}, ${NOON}, ${NOON}, ${text(olderMessage.facts)})`,
    `insert into streams (app_id, seq) values ('${appId}', 1)`,
    `insert into events (app_id, seq, id, happened_at, recorded_at, replayed, news)
     values ('${appId}', 1, '${eventId}', ${happenedAt}, ${NOON}, '0', ${text(content)})`,
  ];
})();

const documents = (() => {
  const { call: one, view, event } = before;
  const { content: news, ...stored } = event;
  const whole = { app_id: APP, id: one.id, revision: one.revision, json: JSON.stringify(one) };
  const listed = { dialpad_user_id: USER, from_key: null, to_key: null, at: view.startedAt };
  return {
    calls: { _id: `${APP} ${ID}`, ...whole, ...listed, status: view.status, direction: view.direction },
    events: {
      _id: `${APP} 1`,
      app_id: APP,
      seq: 1,
      id: event.id,
      json: JSON.stringify({ ...stored, news }),
      recorded_at: NOON,
    },
    messages: {
      _id: `${APP} ${ID}`,
      app_id: APP,
      id: olderMessage.id,
      revision: 1,
      json: JSON.stringify(olderMessage),
      ...listed,
      from_key: OLDER_KEY,
    },
    apps: {
      _id: APP,
      name: 'Clinic',
      is_active: true,
      created_at: NOON,
      updated_at: NOON,
      key_revision: 0,
      keys: [],
      audit: [],
    },
    streams: { _id: APP, seq: 1, intent: null },
    meta: { _id: 'schema', version: 1 },
  };
})();

const PAGE = { limit: 10, offset: 0 };

const engines = olderStorages({
  before: { sqlite: '003', postgres: '006' },
  statements,
  documents: Object.fromEntries(Object.entries(documents).map(([collection, document]) => [collection, [document]])),
});

for (const [engine, open] of Object.entries(engines)) {
  describe(`a call that ${engine} stored before there were conversations`, function () {
    this.timeout(20_000);
    const folder = tempFolder();
    let storage: Storage;
    let close: () => Promise<void>;
    beforeEach(async () => {
      ({ storage, close } = await open(folder()));
    });
    afterEach(() => close());

    const load = async (id: typeof ID) =>
      (await rightOf(storage.aggregates.load([{ appId: APP, calls: [id], voicemails: [], messages: [] }]))).calls;
    const list = (conversationId: typeof ID) => rightOf(storage.calls.list(APP, { conversationId }, PAGE));

    it('is shown as a conversation of its own, with its details', async () => {
      const shown = { ...viewOf(now), crmUserId: null };
      expect(shown.conversationId).to.equal(ID);
      expect(shown.details.answeredBy).to.equal(USER);
      expect(await someOf(storage.calls.find(APP, now.id))).to.deep.equal(shown);
      expect(await rightOf(storage.calls.list(APP, {}, PAGE))).to.deep.include({ items: [shown], total: 1 });
      expect(await list(ID)).to.deep.include({ items: [shown], total: 1 });
      expect(await list(MASTER)).to.deep.include({ items: [], total: 0 });
      expect(await rightOf(storage.calls.stale(APP, NOON + 1, 10))).to.deep.equal([viewOf(now)]);
    });

    it('changes, and may become a leg of another call', async () => {
      expect(await load(ID)).to.deep.equal([now]);
      expect(await load(MASTER)).to.deep.equal([]);
      const after = observedAgain(now, { masterCallId: MASTER, labels: ['vip'] }, NOON + 1);
      await rightOf(storage.aggregates.commit(commitOf({ calls: [after] })));
      for (const id of [ID, MASTER]) expect(await load(id)).to.deep.equal([after]);
      expect((await list(MASTER)).items).to.deep.equal([{ ...viewOf(after), crmUserId: null }]);
      expect(await list(ID)).to.deep.include({ items: [], total: 0 });
    });

    it('appears in events as calls do today', async () => {
      const [event] = await rightOf(storage.events.read(APP, 0, 10));
      expect(event).to.deep.equal({ ...before.event, content: { type: 'call.started', call: viewOf(now) } });
    });

    it('has a message whose number is found in any spelling', async () => {
      for (const from of ['555.010.0114', 'sip:+15550100114@x', '+1 555 010 0114 ext. 77']) {
        expect((await rightOf(storage.messages.list(APP, { from }, PAGE))).total, from).to.equal(1);
      }
    });

    it('is archived as calls are today', async () => {
      expect((await rightOf(storage.archive.read('call', null, 10))).records).to.deep.equal([now]);
      const [record] = (await rightOf(storage.archive.read('event', null, 10))).records;
      expect(record?.event.content).to.deep.equal({ type: 'call.started', call: viewOf(now) });
    });
  });
}
