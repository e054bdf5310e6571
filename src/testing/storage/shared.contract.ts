import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import type { InboxEvent } from '../../application/ports/inbox.js';
import type { Storage } from '../../application/ports/storage.js';
import type { AppEvent } from '../../domain/event/app-event.js';
import type { MappingId } from '../../domain/ids.js';
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
  seenAgain,
  upTo,
} from './samples.js';
import type { StorageUnderTest } from './storage-under-test.js';

/** What holds when several processes have one storage open. `storage` is the first of them. */
export const sharedContract = (engine: StorageUnderTest, storage: () => Storage): void => {
  const { reopen, shared } = engine;
  if (reopen === null || !shared) return;

  describe('two processes', () => {
    let one: Storage;
    let two: Storage;
    beforeEach(async () => {
      one = storage();
      two = await reopen(() => undefined);
    });
    afterEach(() => two.close());

    const both = <A>(work: (storage: Storage, n: number) => Promise<A>): Promise<readonly A[]> =>
      Promise.all([one, two].map(work));

    it('see what the other one keeps at once', async () => {
      const kept = call();
      await rightOf(one.aggregates.commit(commitOf({ calls: [kept], events: [eventOf(kept)] })));
      expect((await rightOf(two.calls.list(APP, {}, { limit: 10, offset: 0 }))).total).to.equal(1);
      expect(await rightOf(two.events.newest([APP]))).to.deep.equal(new Map([[APP, 1]]));
      const positions = await both((at) => rightOf(at.events.position(APP)));
      expect(positions[0]).to.deep.equal(positions[1]);
    });

    it('keep a delivery once that comes to both, and answer with the same event', async () => {
      const answers = await both((at, n) =>
        rightOf(
          at.inbox.append(
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

    it('share the pending events out among them', async () => {
      const deliveries = upTo(60).map(() => delivery());
      await rightOf(one.inbox.append(deliveries, lease()));
      const later = NOON + 60_000;
      const claimed: InboxEvent[] = [];
      while (claimed.length < deliveries.length) {
        const found = await both((at, n) =>
          rightOf(at.inbox.claim({ owner: `process-${n}`, until: later + 30_000 }, later, 10)),
        );
        expect(found.flat()).to.not.have.length(0);
        claimed.push(...found.flat());
      }
      expect(new Set(claimed.map(({ id }) => id)).size).to.equal(deliveries.length);
    });

    it('take over what the other one held too long, which then can settle it no more', async () => {
      const kept = delivery();
      await rightOf(one.inbox.append([kept], lease()));
      expect(await rightOf(two.inbox.claim({ owner: 'two', until: NOON + 60_000 }, NOON + 29_999, 10))).to.deep.equal(
        [],
      );
      expect(await rightOf(two.inbox.claim({ owner: 'two', until: NOON + 60_000 }, NOON + 30_000, 10))).to.have.length(
        1,
      );
      const late = call();
      const settled = [{ id: kept.id, status: 'processed', reason: null }] as const;
      const refused = one.aggregates.commit(commitOf({ calls: [late], events: [eventOf(late)], settled }));
      expect(await leftOf(refused)).to.deep.equal({ _tag: 'Conflict' });
      await rightOf(two.aggregates.commit(commitOf({ owner: 'two', settled })));
      expect((await rightOf(two.events.position(APP))).seq).to.equal(0);
    });

    it('work on the same calls and lose no change, while a reader sees the stream grow without a gap', async function () {
      this.timeout(60_000);
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

      await both(async (at, n) => {
        for (let round = 1; round <= rounds; round += 1) {
          for (;;) {
            const found = await rightOf(at.aggregates.load([{ appId: APP, calls: ids, voicemails: [], messages: [] }]));
            const changed = found.calls.map((kept) =>
              seenAgain(kept, { recordingUrl: `https://example.com/${n}/${round}` }, NOON + kept.revision),
            );
            const commit = commitOf({ calls: changed, events: changed.map((one) => eventOf(one)) });
            const outcome = await at.aggregates.commit(commit)();
            if (E.isRight(outcome)) break;
            // Whatever the engine answers to a lost race, it passes.
            expect(outcome.left._tag).to.be.oneOf(['Conflict', 'StorageUnavailable']);
          }
        }
      });
      writing = false;
      await reader;

      expect(seen).to.deep.equal(upTo(2 * rounds * ids.length).map((n) => n + 1));
      const found = await rightOf(one.aggregates.load([{ appId: APP, calls: ids, voicemails: [], messages: [] }]));
      expect(found.calls.map(({ revision }) => revision)).to.deep.equal(ids.map(() => 2 * rounds + 1));
      const told: readonly AppEvent[] = await rightOf(one.events.read(APP, 0, 1000));
      expect(new Set(told.map(({ id }) => id)).size).to.equal(told.length);
    });

    it('let one of two changes of a key ring win', async () => {
      const clinic = app({ id: APP });
      await rightOf(one.apps.create(clinic, firstKey(clinic)));
      const ring = await someOf(two.apiKeys.ring(APP));
      const outcomes = await both((at, n) => at.apiKeys.apply(keyChange(ring, `key of ${n}`))());
      expect(outcomes.filter(E.isRight)).to.have.length(1);
      expect((await someOf(one.apiKeys.ring(APP))).keys).to.have.length(2);
    });

    it('let one of two changes of a record of an app win', async () => {
      const clinic = app({ id: APP });
      await rightOf(one.apps.create(clinic, firstKey(clinic)));
      for (const revision of [1, 2]) {
        const outcomes = await both((at, n) => at.records.save(appRecord({ revision, value: `"${n}"` }))());
        expect(outcomes.filter(E.isRight)).to.have.length(1);
        const [seen, alsoSeen] = await both((at) => someOf(at.records.find(APP, 'connection')));
        expect(seen).to.deep.equal(alsoSeen).and.include({ revision });
      }
    });

    it('map the same people at the same time, and each is mapped once', async () => {
      const people = (n: number) =>
        upTo(50).map((k) => ({ id: nextId<MappingId>(), dialpadUserId: dialpadId(k + 1), crmUserId: `${n}` }));
      await both((at, n) => rightOf(at.mappings.upsert(APP, people(n), NOON)));
      const { items, total } = await rightOf(one.mappings.list(APP, { limit: 100, offset: 0 }));
      expect(total).to.equal(50);
      expect(new Set(items.map(({ crmUserId }) => crmUserId)).size, 'a batch is kept whole').to.equal(1);
    });
  });
};
