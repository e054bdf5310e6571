import { expect } from 'chai';
import * as fc from 'fast-check';
import { payloadReader } from '../../../src/adapters/outbound/dialpad/payload-reader.js';
import { memoryStorage } from '../../../src/adapters/outbound/storage/memory/memory-storage.js';
import type { Storage } from '../../../src/application/ports/storage.js';
import type { AppTenant } from '../../../src/domain/app/app-tenant.js';
import { rightOf } from '../../../src/testing/storage/outcome.js';
import { app, firstKey, NOON } from '../../../src/testing/storage/samples.js';
import { applyObservationsOn, deliver, eventsIn } from '../../support/apply-observations.js';
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
