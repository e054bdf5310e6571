import { expect } from 'chai';
import * as fc from 'fast-check';
import * as TE from 'fp-ts/lib/TaskEither.js';
import sinon from 'sinon';
import { payloadReader } from '../../../src/adapters/outbound/dialpad/payload-reader.js';
import { memoryStorage } from '../../../src/adapters/outbound/storage/memory/memory-storage.js';
import type { ApplyObservations, ApplyObservationsDeps } from '../../../src/application/events/apply-observations.js';
import type { Commit } from '../../../src/application/ports/aggregates.js';
import type { BusMessage } from '../../../src/application/ports/event-bus.js';
import type { Storage } from '../../../src/application/ports/storage.js';
import { conflict, storageFault } from '../../../src/application/ports/storage-error.js';
import type { Aggregates } from '../../../src/domain/aggregates.js';
import type { AppTenant } from '../../../src/domain/app/app-tenant.js';
import { MAX_LEGS } from '../../../src/domain/call/connected-legs.js';
import type { PendingEvent } from '../../../src/domain/event/app-event.js';
import type { AppId } from '../../../src/domain/ids.js';
import type { ScopedObservation } from '../../../src/domain/observation.js';
import { leftOf, rightOf, someOf } from '../../../src/testing/storage/outcome.js';
import {
  APP,
  app,
  delivery,
  dialpadId,
  firstKey,
  lease,
  NOON,
  nextId,
  OTHER_APP,
  OWNER,
  upTo,
} from '../../../src/testing/storage/samples.js';
import { applyObservationsOn, deliver, eventsIn } from '../../support/apply-observations.js';
import { broken, DOWN } from '../../support/broken.js';
import { callSeen, messageSeen, voicemailSeen } from '../../support/observations.js';
import { gate, nextTurn, settableClock } from '../../support/time.js';

const [ROOT, QUEUE, ANA, BEN] = [900, 901, 11, 12];
const event = (call_id: number, state: string, second: number, more: object = {}) => ({
  call_id,
  state,
  direction: 'inbound',
  date_started: NOON,
  event_timestamp: NOON + second * 1000,
  ...more,
});
const person = (id: number) => ({ type: 'user', id });

const ROOT_RINGS = event(ROOT, 'ringing', 0);
const QUEUE_RINGS = event(QUEUE, 'queued', 1, { master_call_id: ROOT });
const ANA_RINGS = event(ANA, 'ringing', 2, { target: person(1), entry_point_call_id: QUEUE, date_rang: NOON + 2000 });
const BEN_TAKES = event(BEN, 'connected', 9, {
  target: person(2),
  entry_point_call_id: QUEUE,
  date_rang: NOON + 2000,
  date_connected: NOON + 9000,
});
/** Of a company whose operators' legs name no other (dialpad/events.md §2). */
const LONE_BEN_TAKES = event(BEN, 'connected', 9, { target: person(2), date_connected: NOON + 9000 });
const QUEUE_TAKEN = event(QUEUE, 'connected', 9, { date_connected: NOON + 9000, operator_call_id: BEN });

describe('working in, by several processes on one storage', () => {
  const clock = settableClock();
  let tenant: AppTenant;
  let storage: Storage;

  beforeEach(async () => {
    storage = memoryStorage();
    tenant = app();
    await rightOf(storage.apps.create(tenant, firstKey(tenant)));
  });

  /** A process whose first look at what is kept is over before `moment` and whose commit comes after it. */
  const processThat = (owner: string, moment: Promise<void>) => {
    let looks = 0;
    const load: Storage['aggregates']['load'] = (keys) => async () => {
      looks += 1;
      const found = await storage.aggregates.load(keys)();
      if (looks > 1) return found;
      await moment;
      return found;
    };
    return applyObservationsOn(storage, clock, { owner, aggregates: { ...storage.aggregates, load } });
  };

  /** Two processes work in an event each, and neither sees what the other makes of his. `second` commits last. */
  const unseen = async (first: object, second: object): Promise<void> => {
    const [early, late] = [gate(), gate()];
    const one = deliver(processThat('one', early.passed), tenant.id, NOON, first);
    const two = deliver(processThat('two', late.passed), tenant.id, NOON, second);
    await nextTurn();
    early.open();
    await one;
    late.open();
    await two;
  };

  const legs = async () => {
    const { items } = await rightOf(storage.calls.list(tenant.id, {}, { limit: 100, offset: 0 }));
    return items
      .map(({ dialpadCallId, conversationId, status, details }) => {
        const { answeredBy, answeredElsewhere } = details;
        return { leg: dialpadCallId, conversationId, status, answeredBy, answeredElsewhere };
      })
      .sort((x, y) => x.leg.localeCompare(y.leg));
  };

  it('reads and checks no more legs of what only junk connects, however many there are', async () => {
    const found: number[] = [];
    const read: number[] = [];
    const { aggregates } = storage;
    const applyObservations = applyObservationsOn(storage, clock, {
      aggregates: {
        load: (keys) =>
          TE.map((some: Aggregates) => {
            found.push(some.calls.length);
            return some;
          })(aggregates.load(keys)),
        commit: (commit) => {
          read.push(...(commit.legsRead ?? []).map(({ ids, legs }) => ids.length + legs.size));
          return aggregates.commit(commit);
        },
      },
    });
    const crowd = (n: number) => event(10_000 + n, 'ringing', 2, { master_call_id: ROOT, target: person(1) });
    for (const n of upTo(3 * MAX_LEGS)) await deliver(applyObservations, tenant.id, NOON, crowd(n));
    await deliver(applyObservations, tenant.id, NOON, { ...crowd(0), state: 'hangup', date_ended: NOON + 5_000 });
    expect(Math.max(...found)).to.be.at.most(MAX_LEGS + 3);
    expect(read.slice(MAX_LEGS + 5).every((checked) => checked <= 2)).to.equal(true);
    const { items } = await rightOf(storage.calls.list(tenant.id, { statuses: ['missed'] }, { limit: 2, offset: 0 }));
    expect(items.map((call) => [call.dialpadCallId, call.conversationId])).to.deep.equal([
      [dialpadId(10_000), dialpadId(ROOT)],
    ]);
  });

  /** What comes out where one process does it all. */
  const inOrder = async (...events: readonly object[]) => {
    const alone = memoryStorage();
    await rightOf(alone.apps.create(tenant, firstKey(tenant)));
    for (const one of events) await deliver(applyObservationsOn(alone, clock), tenant.id, NOON, one);
    const shared = storage;
    storage = alone;
    const found = await legs();
    storage = shared;
    return found;
  };

  for (const [name, one, other] of [
    ['two people’s legs', ANA_RINGS, BEN_TAKES],
    ['a line and a person behind it', QUEUE_RINGS, BEN_TAKES],
    ['a line that names nobody, and the one behind it', ROOT_RINGS, QUEUE_RINGS],
    ['a person’s leg that names nobody, and the line that names it', LONE_BEN_TAKES, QUEUE_TAKEN],
  ] as const) {
    it(`puts together what they saw at the same moment: ${name}`, async () => {
      await unseen(one, other);
      expect(await legs()).to.deep.equal(await inOrder(one, other));
    });

    it(`puts together what they saw at the same moment, whoever is faster: ${name}`, async () => {
      await unseen(other, one);
      expect(await legs()).to.deep.equal(await inOrder(other, one));
    });
  }

  it('tells what the second look brings out, once', async () => {
    await unseen(ANA_RINGS, BEN_TAKES);
    const told = (await eventsIn(storage, tenant.id)).map(({ content, replayed }) =>
      'call' in content ? `${content.call.dialpadCallId} ${content.type}${replayed ? ' late' : ''}` : content.type,
    );
    expect(told).to.deep.equal([`${ANA} call.ring`, `${BEN} call.started`, `${ANA} call.updated`]);
  });

  it('tells it as late where what was seen came late', async () => {
    const replay = async (given: object, moment: Promise<void>): Promise<void> => {
      const translation = payloadReader.translate({ payload: JSON.stringify(given), receivedAt: NOON });
      if (translation._tag !== 'Observed') throw new Error(translation.reason);
      const observations = translation.observations.map((observation) => ({
        appId: tenant.id,
        observation,
        replayed: true,
      }));
      await rightOf(processThat('one', moment)({ observations }));
    };
    const [early, late] = [gate(), gate()];
    const both = [replay(ANA_RINGS, early.passed), replay(BEN_TAKES, late.passed)];
    await nextTurn();
    early.open();
    await both[0];
    late.open();
    await both[1];
    expect((await eventsIn(storage, tenant.id)).every(({ replayed }) => replayed)).to.equal(true);
  });

  it('ends with the same conversation, however two processes share its events and whoever is faster', async () => {
    const events = [ROOT_RINGS, QUEUE_RINGS, ANA_RINGS, QUEUE_TAKEN, BEN_TAKES];
    const whole = await inOrder(...events);
    const order = fc.shuffledSubarray([...events.keys()], { minLength: events.length });
    await fc.assert(
      fc.asyncProperty(order, fc.scheduler(), async (indexes, scheduler) => {
        storage = memoryStorage();
        await rightOf(storage.apps.create(tenant, firstKey(tenant)));
        const { aggregates } = storage;
        const scheduled: Storage['aggregates'] = {
          load: (keys) => () => scheduler.schedule(Promise.resolve()).then(aggregates.load(keys)),
          commit: (commit) => () => scheduler.schedule(Promise.resolve()).then(aggregates.commit(commit)),
        };
        const share = async (owner: string, mine: readonly number[]): Promise<void> => {
          const applyObservations = applyObservationsOn(storage, clock, { owner, aggregates: scheduled });
          for (const index of mine) await deliver(applyObservations, tenant.id, NOON, events[index] ?? {});
        };
        const half = Math.ceil(indexes.length / 2);
        const done = Promise.all([share('one', indexes.slice(0, half)), share('two', indexes.slice(half))]);
        await scheduler.waitFor(done);
        expect(await legs()).to.deep.equal(whole);
      }),
      { numRuns: 300 },
    );
  });
});

describe('working in', () => {
  const NOW = NOON + 60_000;
  const OTHER_LEG = callSeen(12, { dialpadUserId: dialpadId(2), entryPointCallId: dialpadId(901) });
  const LEG_TAKEN = callSeen(11, {
    dialpadUserId: dialpadId(1),
    entryPointCallId: dialpadId(901),
    connected: true,
    connectedAt: NOON + 9_000,
  });
  const gapFound = (): PendingEvent => ({
    appId: APP,
    happenedAt: NOON,
    replayed: false,
    dialpadUserId: null,
    content: { type: 'coverage.gap_detected', gap: { from: NOON, to: NOW, detectedAt: NOW, filledAt: null } },
  });
  let storage: Storage;
  let publish: sinon.SinonSpy<[BusMessage], void>;

  const givenWorkIn = (changed: Partial<ApplyObservationsDeps> = {}): ApplyObservations =>
    applyObservationsOn(storage, settableClock(NOW), {
      owner: OWNER,
      bus: { publish, subscribe: () => () => undefined },
      ids: { next: nextId },
      ...changed,
    });
  /** The aggregates of a storage, but for what is changed of them. */
  const aggregates = (changed: Partial<Storage['aggregates']>): Partial<ApplyObservationsDeps> => ({
    aggregates: { ...storage.aggregates, ...changed },
  });
  /** Other writers are faster, so many times. */
  const racing = (times: number): Partial<ApplyObservationsDeps> => {
    let left = times;
    return aggregates({
      commit: (commit) => {
        left -= 1;
        return left >= 0 ? TE.left(conflict) : storage.aggregates.commit(commit);
      },
    });
  };
  /** The n-th look at what is kept fails, and those after it. */
  const lookFailing = (nth: number): Partial<ApplyObservationsDeps> => {
    let looks = 0;
    return aggregates({
      load: (keys) => {
        looks += 1;
        return looks < nth ? storage.aggregates.load(keys) : broken();
      },
    });
  };
  /** The first look sees nothing of what is kept: another process keeps it at that moment. */
  const unsighted = (): Partial<ApplyObservationsDeps> => {
    let looks = 0;
    return aggregates({
      load: (keys) => {
        looks += 1;
        return looks === 1 ? TE.right({ calls: [], voicemails: [], messages: [] }) : storage.aggregates.load(keys);
      },
    });
  };
  const told = async (appId = APP) =>
    (await eventsIn(storage, appId)).map(({ content }) =>
      'call' in content ? `${content.call.dialpadCallId} ${content.type}` : content.type,
    );
  const published = (): readonly BusMessage[] => publish.args.map(([notice]) => notice);
  const map = (appId: AppId, user: number, crmUserId: string) =>
    rightOf(storage.mappings.upsert(appId, [{ id: nextId(), dialpadUserId: dialpadId(user), crmUserId }], NOON));

  beforeEach(() => {
    storage = memoryStorage();
    publish = sinon.fake<[BusMessage], void>();
  });

  describe('keeps and tells', () => {
    it('a call, a voicemail and a message, each to the stream of its app, as it stands there', async () => {
      const observations = [callSeen(1), voicemailSeen(1), messageSeen(1), callSeen(2, {}, { appId: OTHER_APP })];
      await rightOf(givenWorkIn()({ observations }));
      expect(await told()).to.deep.equal(['1 call.ring', 'voicemail.received', 'message.received']);
      expect(await told(OTHER_APP)).to.deep.equal(['2 call.ring']);
      expect(published()).to.deep.equal([
        { _tag: 'EventsCommitted', appId: APP, events: await eventsIn(storage, APP) },
        { _tag: 'EventsCommitted', appId: OTHER_APP, events: await eventsIn(storage, OTHER_APP) },
      ]);
      const [event] = await eventsIn(storage, APP);
      expect(event).to.include({ happenedAt: NOON, replayed: false, targetCrmUser: null, seq: 1 });
    });

    it('what is new of a call, a voicemail and a message that are known', async () => {
      await rightOf(givenWorkIn()({ observations: [callSeen(1), voicemailSeen(1), messageSeen(1)] }));
      const more = [
        callSeen(1, { connected: true }),
        voicemailSeen(1, { transcript: 'Call me.' }),
        messageSeen(1, { text: 'Hello' }),
      ];
      await rightOf(givenWorkIn()({ observations: [...more, ...more] }));
      expect((await told()).slice(3)).to.deep.equal(['1 call.started', 'voicemail.updated', 'message.updated']);
    });

    it('a voicemail alone, and a message alone', async () => {
      await rightOf(givenWorkIn()({ observations: [voicemailSeen(1)] }));
      await rightOf(givenWorkIn()({ observations: [messageSeen(1)] }));
      expect(await told()).to.deep.equal(['voicemail.received', 'message.received']);
    });

    it('a change of a call that is no news, without telling it', async () => {
      await rightOf(givenWorkIn()({ observations: [callSeen(1)] }));
      await rightOf(givenWorkIn()({ observations: [callSeen(1, { fromNumber: '+15550100', happenedAt: NOON + 1 })] }));
      const { items } = await rightOf(storage.calls.list(APP, {}, { limit: 10, offset: 0 }));
      expect(items.map(({ fromNumber }) => fromNumber)).to.deep.equal(['+15550100']);
    });

    it('what else there is to tell after what was seen', async () => {
      await rightOf(givenWorkIn()({ observations: [callSeen(1)], pendingEvents: [gapFound()] }));
      expect(await told()).to.deep.equal(['1 call.ring', 'coverage.gap_detected']);
    });

    it('what else there is to tell where nothing was seen', async () => {
      await rightOf(givenWorkIn()({ observations: [], pendingEvents: [gapFound()] }));
      expect(await told()).to.deep.equal(['coverage.gap_detected']);
      expect(published()).to.have.length(1);
    });

    it('what has become of the events it came from, and of them alone', async () => {
      const [one, two] = [delivery(), delivery()];
      await rightOf(storage.inbox.append([one, two], lease()));
      const settled = [{ id: one.id, status: 'ignored' as const, reason: 'because' }];
      await rightOf(givenWorkIn()({ observations: [], settled }));
      expect(await someOf(storage.journal.find(one.id))).to.include({ status: 'ignored', reason: 'because' });
      expect(await someOf(storage.journal.find(two.id))).to.include({ status: 'pending' });
      expect(published()).to.deep.equal([]);
    });

    it('nothing, and writes nothing, where nothing follows', async () => {
      await rightOf(givenWorkIn()({ observations: [callSeen(1), voicemailSeen(1), messageSeen(1)] }));
      const again = [callSeen(1), voicemailSeen(1), messageSeen(1)];
      await rightOf(givenWorkIn(aggregates({ commit: broken }))({ observations: again }));
      await rightOf(givenWorkIn(aggregates({ commit: broken }))({ observations: [] }));
      expect(await told()).to.have.length(3);
    });
  });

  it('looks at no more than what was seen names, of each app, each once', async () => {
    const load = sinon.spy(storage.aggregates.load);
    const seen = [voicemailSeen(3), LEG_TAKEN, OTHER_LEG, messageSeen(4)];
    const theirs = voicemailSeen(5, { dialpadCallId: dialpadId(5) }, { appId: OTHER_APP });
    await rightOf(givenWorkIn(aggregates({ load }))({ observations: [...seen, theirs, ...seen] }));
    expect(load.args[0]).to.deep.equal([
      [
        { appId: APP, calls: ['11', '901', '12'], voicemails: ['call:3'], messages: ['4'] },
        { appId: OTHER_APP, calls: [], voicemails: ['call:5'], messages: [] },
      ],
    ]);
  });

  describe('addresses what is told', () => {
    it('to the CRM user that the person is in that app, and to nobody where the person is none', async () => {
      await map(APP, 1, 'ana@example.com');
      await map(APP, 2, 'ben@example.com');
      await map(OTHER_APP, 1, 'other@example.com');
      const of = (user: number) => ({ dialpadUserId: dialpadId(user) });
      const observations = [
        callSeen(1, of(1)),
        callSeen(2, of(2)),
        messageSeen(3, of(1)),
        callSeen(4, of(3)),
        callSeen(5),
        callSeen(6, of(1), { appId: OTHER_APP }),
        callSeen(7, of(2), { appId: OTHER_APP }),
      ];
      await rightOf(givenWorkIn()({ observations }));
      const targets = async (appId: AppId) => (await eventsIn(storage, appId)).map((event) => event.targetCrmUser);
      expect(await targets(APP)).to.deep.equal(['ana@example.com', 'ben@example.com', 'ana@example.com', null, null]);
      expect(await targets(OTHER_APP)).to.deep.equal(['other@example.com', null]);
    });

    describe('and to the CRM user from whom it takes a call away', () => {
      const moved = [
        callSeen(1, { dialpadUserId: dialpadId(1) }),
        callSeen(1, { dialpadUserId: dialpadId(2), happenedAt: NOON + 8_000 }),
      ];
      const updateAfter = async (observations: readonly ScopedObservation[]) => {
        for (const one of observations) await rightOf(givenWorkIn()({ observations: [one] }));
        const events = await eventsIn(storage, APP);
        const update = events.find(({ content }) => content.type === 'call.updated');
        const previous = update?.content.type === 'call.updated' ? update.content.previous?.crmUser : undefined;
        return { target: update?.targetCrmUser, previous };
      };

      it('if both are mapped', async () => {
        await map(APP, 1, 'ana@example.com');
        await map(APP, 2, 'ben@example.com');
        expect(await updateAfter(moved)).to.deep.equal({ target: 'ben@example.com', previous: 'ana@example.com' });
      });

      it('if only that one is mapped', async () => {
        await map(APP, 1, 'ana@example.com');
        expect(await updateAfter(moved)).to.deep.equal({ target: null, previous: 'ana@example.com' });
      });

      it('but not if both are one CRM user', async () => {
        await map(APP, 1, 'Ana@Example.com');
        await map(APP, 2, 'ana@example.com');
        expect(await updateAfter(moved)).to.deep.equal({ target: 'ana@example.com', previous: null });
      });
    });

    it('without looking anybody up where nobody is named, though another app’s event names somebody', async () => {
      await map(OTHER_APP, 1, 'other@example.com');
      const ofUsers = sinon.spy(storage.mappings.ofUsers);
      const observations = [callSeen(1), callSeen(2, { dialpadUserId: dialpadId(1) }, { appId: OTHER_APP })];
      await rightOf(givenWorkIn({ mappings: { ofUsers } })({ observations }));
      expect(ofUsers.args).to.deep.equal([[OTHER_APP, [dialpadId(1)]]]);
      expect((await eventsIn(storage, OTHER_APP))[0]?.targetCrmUser).to.equal('other@example.com');
    });

    it('looking each person up once', async () => {
      const ofUsers = sinon.spy(storage.mappings.ofUsers);
      const observations = [1, 2, 3].map((id) => callSeen(id, { dialpadUserId: dialpadId(id % 2) }));
      await rightOf(givenWorkIn({ mappings: { ofUsers } })({ observations }));
      expect(ofUsers.args).to.deep.equal([[APP, [dialpadId(1), dialpadId(0)]]]);
    });
  });

  describe('where others are faster', () => {
    it('decides again, up to eight times in all, and announces it once', async () => {
      await rightOf(givenWorkIn(racing(7))({ observations: [callSeen(1)] }));
      expect(await told()).to.deep.equal(['1 call.ring']);
      expect(published()).to.have.length(1);
    });

    it('gives up after that, and has kept and told nothing', async () => {
      expect(await leftOf(givenWorkIn(racing(8))({ observations: [callSeen(1)] }))).to.equal(conflict);
      expect(await told()).to.deep.equal([]);
      expect(published()).to.deep.equal([]);
    });

    it('decides from what is kept by then', async () => {
      const other = givenWorkIn();
      let interrupted = false;
      const slow = givenWorkIn(
        aggregates({
          commit: (commit) => async () => {
            if (!interrupted) {
              interrupted = true;
              await rightOf(other({ observations: [callSeen(1, { connected: true })] }));
            }
            return storage.aggregates.commit(commit)();
          },
        }),
      );
      await rightOf(slow({ observations: [callSeen(1, { over: true, happenedAt: NOON + 1 })] }));
      expect(await told()).to.deep.equal(['1 call.started', '1 call.ended']);
    });

    it('does not try again what storage refuses or cannot do', async () => {
      for (const error of [storageFault('refused'), DOWN]) {
        const commit = sinon.stub<[Commit], ReturnType<Storage['aggregates']['commit']>>();
        commit.returns(TE.right([]));
        commit.onFirstCall().returns(TE.left(error));
        expect(await leftOf(givenWorkIn(aggregates({ commit }))({ observations: [callSeen(1)] }))).to.equal(error);
      }
    });
  });

  describe('commits what it read of the legs', () => {
    it('every id it looked up, and every leg it found with its revision', async () => {
      await rightOf(givenWorkIn()({ observations: [OTHER_LEG] }));
      const commit = sinon.spy(storage.aggregates.commit);
      await rightOf(givenWorkIn(aggregates({ commit }))({ observations: [LEG_TAKEN] }));
      const [read, ...more] = commit.args[0]?.[0].legsRead ?? [];
      expect(more).to.deep.equal([]);
      expect(read?.appId).to.equal(APP);
      expect(read?.ids).to.have.members(['11', '901', '12']).and.have.length(3);
      expect([...(read?.legs ?? [])]).to.deep.equal([['12', 1]]);
    });

    it('for each app by itself', async () => {
      const commit = sinon.spy(storage.aggregates.commit);
      const observations = [callSeen(1), callSeen(2, {}, { appId: OTHER_APP })];
      await rightOf(givenWorkIn(aggregates({ commit }))({ observations }));
      const read = commit.args[0]?.[0].legsRead ?? [];
      expect(read.map(({ appId, ids }) => [appId, ids])).to.deep.equal([
        [APP, ['1']],
        [OTHER_APP, ['2']],
      ]);
    });

    it('nothing if no call changes', async () => {
      const commit = sinon.spy(storage.aggregates.commit);
      await rightOf(givenWorkIn(aggregates({ commit }))({ observations: [messageSeen(1)] }));
      expect(commit.args[0]?.[0].legsRead).to.deep.equal([]);
    });

    it('and decides again if another process has added a leg since', async () => {
      await map(APP, 2, 'ben@example.com');
      await rightOf(givenWorkIn()({ observations: [OTHER_LEG] }));
      await rightOf(givenWorkIn(unsighted())({ observations: [LEG_TAKEN] }));
      expect(await told()).to.deep.equal(['12 call.ring', '11 call.started', '12 call.updated']);
      expect((await eventsIn(storage, APP))[2]).to.include({ replayed: false, targetCrmUser: 'ben@example.com' });
      expect(published().map(({ _tag }) => _tag)).to.deep.equal(['EventsCommitted', 'EventsCommitted']);
    });
  });

  describe('ends with the error of storage', () => {
    it('where it cannot look at what is kept', async () => {
      expect(await leftOf(givenWorkIn(lookFailing(1))({ observations: [callSeen(1)] }))).to.equal(DOWN);
    });

    it('where it cannot look up whom it concerns, and has kept nothing', async () => {
      const observations = [callSeen(1, { dialpadUserId: dialpadId(1) })];
      expect(await leftOf(givenWorkIn({ mappings: { ofUsers: broken } })({ observations }))).to.equal(DOWN);
      expect(await told()).to.deep.equal([]);
    });
  });
});
