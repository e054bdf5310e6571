import * as E from 'fp-ts/lib/Either.js';
import type { InboxEvent, NewDelivery } from '../../application/ports/inbox.js';
import type { Storage } from '../../application/ports/storage.js';
import type { DialpadId } from '../../domain/dialpad-id.js';
import type { AppEvent } from '../../domain/event/app-event.js';
import type { MappingId } from '../../domain/ids.js';
import { expect } from './expect.js';
import { leftOf, rightOf, someOf } from './outcome.js';
import {
  APP,
  app,
  appRecord,
  call,
  commitOf,
  delivery,
  dialpadId,
  eventOf,
  firstKey,
  keyChange,
  lease,
  NOON,
  nextId,
  OTHER_APP,
  observedAgain,
  upTo,
} from './samples.js';
import type { StorageUnderTest } from './storage-under-test.js';

/** Gives the storages of the two processes. Only to be called inside a test. */
type TwoProcesses = () => readonly [one: Storage, two: Storage];

/** What every storage does that several processes have open at the same time. `storage` is that of the first process. */
export const sharedContract = (engine: StorageUnderTest, storage: () => Storage): void => {
  const { reopen, shared } = engine;
  if (reopen === null || !shared) return;

  describe('two processes', () => {
    let two: Storage;
    beforeEach(async () => {
      two = await reopen(() => undefined);
    });
    afterEach(() => two.close());

    const processes: TwoProcesses = () => [storage(), two];
    storing(processes);
    claiming(processes);
    changingCalls(processes);
    changingTenants(processes);
  });
};

const onBoth = <A>(processes: TwoProcesses, work: (storage: Storage, n: number) => Promise<A>): Promise<readonly A[]> =>
  Promise.all(processes().map(work));

const storing = (processes: TwoProcesses): void => {
  it('each see at once what the other has stored', async () => {
    const [one, two] = processes();
    const stored = call();
    await rightOf(one.aggregates.commit(commitOf({ calls: [stored], events: [eventOf(stored)] })));
    expect((await rightOf(two.calls.list(APP, {}, { limit: 10, offset: 0 }))).total).to.equal(1);
    expect(await rightOf(two.events.newest([APP]))).to.deep.equal(new Map([[APP, 1]]));
    const positions = await onBoth(processes, (storage) => rightOf(storage.events.position(APP)));
    expect(positions[0]).to.deep.equal(positions[1]);
  });

  it('store a delivery that both receive once, and answer with the same id', async () => {
    const [one] = processes();
    const answers = await onBoth(processes, (storage, n) =>
      rightOf(
        storage.inbox.append(
          upTo(20).map((k) => delivery({ dedupeKey: `delivery ${k}` })),
          lease({ owner: `process-${n}` }),
        ),
      ),
    );
    const [first = [], second = []] = answers;
    expect(first.map(({ id }) => id)).to.deep.equal(second.map(({ id }) => id));
    for (const [k, { duplicate }] of first.entries()) expect(duplicate).to.not.equal(second[k]?.duplicate);
    expect((await rightOf(one.inbox.stats)).counts.pending).to.equal(20);
  });
};

const claiming = (processes: TwoProcesses): void => {
  it('say which earlier events of the same call the other still has, until it has settled them', async () => {
    const [one, two] = processes();
    const [earlier, apart, later, again] = [
      delivery({ orderKey: '5' }),
      delivery({ orderKey: '6' }),
      delivery({ orderKey: '5' }),
      delivery({ orderKey: '5' }),
    ];
    await rightOf(one.inbox.append([earlier, apart], lease({ owner: 'one' })));
    const after = async (added: NewDelivery) => {
      const [appended] = await rightOf(two.inbox.append([added], lease({ owner: 'two' })));
      return appended !== undefined && 'event' in appended ? appended.event?.after : null;
    };
    expect(await after(later)).to.deep.equal([earlier.id]);
    expect(await after(delivery({ orderKey: '5', appId: OTHER_APP }))).to.equal(undefined);
    const held = () => rightOf(two.inbox.heldByOthers('two', [earlier.id, apart.id, later.id]));
    expect(await held()).to.have.members([earlier.id, apart.id]);
    const settled = [{ id: earlier.id, status: 'processed' as const, reason: null }];
    await rightOf(one.aggregates.commit(commitOf({ owner: 'one', settled })));
    expect(await held()).to.deep.equal([apart.id]);
    expect(await after(again)).to.equal(undefined);
  });

  it('claim different pending events', async () => {
    const [one] = processes();
    const deliveries = upTo(60).map(() => delivery());
    await rightOf(one.inbox.append(deliveries, lease()));
    const later = NOON + 60_000;
    const claimed: InboxEvent[] = [];
    while (claimed.length < deliveries.length) {
      const found = await onBoth(processes, (storage, n) =>
        rightOf(storage.inbox.claim({ owner: `process-${n}`, until: later + 30_000 }, later, 10)),
      );
      expect(found.flat()).to.not.have.length(0);
      claimed.push(...found.flat());
    }
    expect(new Set(claimed.map(({ id }) => id)).size).to.equal(deliveries.length);
  });

  it('claim an event whose lease has ended, which the other can then no longer settle', async () => {
    const [one, two] = processes();
    const pending = delivery();
    await rightOf(one.inbox.append([pending], lease()));
    const claimAt = (now: number) => rightOf(two.inbox.claim({ owner: 'two', until: NOON + 60_000 }, now, 10));
    expect(await claimAt(NOON + 29_999)).to.deep.equal([]);
    expect(await claimAt(NOON + 30_000)).to.have.length(1);
    const late = call();
    const settled = [{ id: pending.id, status: 'processed', reason: null }] as const;
    const refused = one.aggregates.commit(commitOf({ calls: [late], events: [eventOf(late)], settled }));
    expect(await leftOf(refused)).to.deep.equal({ _tag: 'Conflict' });
    await rightOf(two.aggregates.commit(commitOf({ owner: 'two', settled })));
    expect((await rightOf(two.events.position(APP))).seq).to.equal(0);
  });
};

const changingCalls = (processes: TwoProcesses): void => {
  it('change the same calls without losing a change, while a reader sees the stream grow without a gap', async function () {
    this.timeout(60_000);
    const [one, two] = processes();
    const rounds = 15;
    const ids = upTo(3).map((n) => dialpadId(n + 1));
    const begun = ids.map((dialpadCallId) => call({ dialpadCallId }));
    await rightOf(one.aggregates.commit(commitOf({ calls: begun })));

    let writing = true;
    const seen: number[] = [];
    const reader = (async () => {
      while (writing || seen.length < 2 * rounds * ids.length) {
        const page = await rightOf(two.events.read(APP, seen.length, 100));
        seen.push(...page.map(({ seq }) => seq));
      }
    })();
    await onBoth(processes, async (storage, n) => {
      for (let round = 1; round <= rounds; round += 1) await changeCalls(storage, ids, `${n}/${round}`);
    });
    writing = false;
    await reader;

    expect(seen).to.deep.equal(upTo(2 * rounds * ids.length).map((n) => n + 1));
    const found = await loadCalls(one, ids);
    expect(found.map(({ revision }) => revision)).to.deep.equal(ids.map(() => 2 * rounds + 1));
    const events: readonly AppEvent[] = await rightOf(one.events.read(APP, 0, 1000));
    expect(new Set(events.map(({ id }) => id)).size).to.equal(events.length);
  });
};

const loadCalls = async (storage: Storage, ids: readonly DialpadId[]) =>
  (await rightOf(storage.aggregates.load([{ appId: APP, calls: ids, voicemails: [], messages: [] }]))).calls;

/** Commits a change of these calls, again and again until no other process was faster. */
const changeCalls = async (storage: Storage, ids: readonly DialpadId[], text: string): Promise<void> => {
  for (;;) {
    const found = await loadCalls(storage, ids);
    const changed = found.map((stored) =>
      observedAgain(stored, { recordingUrl: `https://example.com/${text}` }, NOON + stored.revision),
    );
    const commit = commitOf({ calls: changed, events: changed.map((one) => eventOf(one)) });
    const outcome = await storage.aggregates.commit(commit)();
    if (E.isRight(outcome)) return;
    // An engine may answer to a lost race with either: both mean that the commit may be repeated.
    expect(outcome.left._tag).to.be.oneOf(['Conflict', 'StorageUnavailable']);
  }
};

const changingTenants = (processes: TwoProcesses): void => {
  const createApp = (storage: Storage): Promise<void> => {
    const clinic = app({ id: APP });
    return rightOf(storage.apps.create(clinic, firstKey(clinic)));
  };

  it('apply one of two concurrent changes of a key ring', async () => {
    const [one, two] = processes();
    await createApp(one);
    const ring = await someOf(two.apiKeys.ring(APP));
    const outcomes = await onBoth(processes, (storage, n) => storage.apiKeys.apply(keyChange(ring, `key of ${n}`))());
    expect(outcomes.filter(E.isRight)).to.have.length(1);
    expect((await someOf(one.apiKeys.ring(APP))).keys).to.have.length(2);
  });

  it('apply one of two concurrent changes of an app record', async () => {
    await createApp(processes()[0]);
    for (const revision of [1, 2]) {
      const outcomes = await onBoth(processes, (storage, n) =>
        storage.records.save(appRecord({ revision, value: `"${n}"` }))(),
      );
      expect(outcomes.filter(E.isRight)).to.have.length(1);
      const [seen, alsoSeen] = await onBoth(processes, (storage) => someOf(storage.records.find(APP, 'connection')));
      expect(seen).to.deep.equal(alsoSeen).and.include({ revision });
    }
  });

  it('map the same users at the same time, and store one mapping for each', async () => {
    const users = (n: number) =>
      upTo(50).map((k) => ({ id: nextId<MappingId>(), dialpadUserId: dialpadId(k + 1), crmUserId: `${n}` }));
    await onBoth(processes, (storage, n) => rightOf(storage.mappings.upsert(APP, users(n), NOON)));
    const { items, total } = await rightOf(processes()[0].mappings.list(APP, { limit: 100, offset: 0 }));
    expect(total).to.equal(50);
    expect(new Set(items.map(({ crmUserId }) => crmUserId)).size, 'a batch is stored completely').to.equal(1);
  });
};
