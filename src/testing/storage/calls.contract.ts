import { expect } from 'chai';
import * as fc from 'fast-check';
import * as O from 'fp-ts/lib/Option.js';
import type { CallFilter } from '../../application/ports/call-repository.js';
import type { Storage } from '../../application/ports/storage.js';
import type { Call } from '../../domain/call/call.js';
import { CALL_STATUSES } from '../../domain/call/call-status.js';
import { type CallView, viewOf } from '../../domain/call/call-view.js';
import type { MappingId } from '../../domain/ids.js';
import { phoneKey } from '../../domain/phone-number.js';
import { rightOf, someOf } from './outcome.js';
import {
  APP,
  AWKWARD_TEXT,
  call,
  commitOf,
  dialpadId,
  LARGEST_ID,
  NOON,
  nextId,
  nthId,
  OTHER_APP,
  seenAgain,
  upTo,
} from './samples.js';

const ALL = { limit: 100, offset: 0 };

/** What every read side of calls does. */
export const callsContract = (storage: () => Storage): void => {
  const keep = (...calls: Call[]) => rightOf(storage().aggregates.commit(commitOf({ calls })));
  const list = (filter: CallFilter = {}, page = ALL, appId = APP) => rightOf(storage().calls.list(appId, filter, page));
  const idsOf = async (filter: CallFilter) => (await list(filter)).items.map(({ id }) => id);
  const map = (crmUserId: string, user = LARGEST_ID, appId = APP) =>
    rightOf(storage().mappings.upsert(appId, [{ id: nextId<MappingId>(), dialpadUserId: user, crmUserId }], NOON));

  describe('calls', () => {
    it('shows a call as it is read off its facts', async () => {
      const one = call({
        dialpadCallId: LARGEST_ID,
        direction: 'inbound',
        fromNumber: AWKWARD_TEXT,
        toNumber: '+1 555 555 0123',
        dialpadUserId: LARGEST_ID,
        connected: true,
        endedAt: NOON + 90_000,
        recordingUrl: `https://example.com/${AWKWARD_TEXT}`,
        entryPointCallId: dialpadId(77),
        contactName: AWKWARD_TEXT,
        transferred: true,
        transferredFrom: dialpadId(78),
        labels: [AWKWARD_TEXT, 'b'],
        dispositions: ['sold'],
        recapSummary: AWKWARD_TEXT,
        recapActionItems: ['call back'],
        transcriptReady: true,
        satisfaction: '4',
        reviewUrl: 'https://example.com/review',
        customData: '{"crm":"1"}',
      });
      await keep(one);
      const shown = { ...viewOf(one), crmUserId: null };
      expect(await someOf(storage().calls.find(APP, one.id))).to.deep.equal(shown);
      expect(await list()).to.deep.equal({ items: [shown], total: 1 });
      expect(shown.conversationId).to.equal(dialpadId(77));
      expect(shown.details).to.include({
        answeredBy: LARGEST_ID,
        endedReason: 'transferred',
        contactName: AWKWARD_TEXT,
      });
    });

    it('shows that a call is on hold, and no longer', async () => {
      const held = call({ connected: true, hold: 'held', happenedAt: NOON });
      const resumed = seenAgain(held, { hold: 'talking' }, NOON + 1);
      for (const [one, hold] of [
        [held, 'held'],
        [resumed, null],
      ] as const) {
        await keep(one);
        expect((await someOf(storage().calls.find(APP, one.id))).details.hold).to.equal(hold);
      }
    });

    it('shows null for what is not known', async () => {
      const one = call();
      await keep(one);
      expect(await someOf(storage().calls.find(APP, one.id))).to.deep.equal({ ...viewOf(one), crmUserId: null });
    });

    it('shows an app nothing of another', async () => {
      const theirs = call({ dialpadUserId: LARGEST_ID }, { appId: OTHER_APP });
      await keep(theirs);
      await map('ann@example.com', LARGEST_ID, OTHER_APP);
      expect(await rightOf(storage().calls.find(APP, theirs.id))).to.deep.equal(O.none);
      expect(await list()).to.deep.equal({ items: [], total: 0 });
      expect(await list({ crmUserId: 'ann@example.com' })).to.deep.equal({ items: [], total: 0 });

      const mine = call({ dialpadUserId: LARGEST_ID });
      await keep(mine);
      expect(await rightOf(storage().calls.find(OTHER_APP, mine.id))).to.deep.equal(O.none);
      expect((await list()).items.map(({ id, crmUserId }) => ({ id, crmUserId }))).to.deep.equal([
        { id: mine.id, crmUserId: null },
      ]);
    });

    it('lists the newest first and, of one moment, by descending id, page by page', async () => {
      const at = [NOON + 2, NOON, NOON + 1, NOON + 1, NOON + 1, NOON];
      const calls = at.map((startedAt, n) =>
        call({ dialpadCallId: dialpadId(n + 1), startedAt }, { id: nthId(800 + n) }),
      );
      await keep(...calls);
      const order = [800, 804, 803, 802, 805, 801].map((n) => nthId(n));
      expect(await idsOf({})).to.deep.equal(order);
      for (const offset of upTo(7)) {
        const { items, total } = await list({}, { limit: 2, offset });
        expect(items.map(({ id }) => id)).to.deep.equal(order.slice(offset, offset + 2));
        expect(total).to.equal(6);
      }
      expect((await list({}, { limit: 100, offset: 50 })).total).to.equal(6);
    });

    it('finds a number however it is written', async () => {
      const written = ['+1 (555) 555-0123', '5555550123', '15555550123', '555-0123', 'Anonymous', null];
      const calls = written.map((fromNumber, n) =>
        call({ dialpadCallId: dialpadId(n + 1), fromNumber, toNumber: n === 0 ? '555 0123' : null }),
      );
      await keep(...calls);
      const found = async (typed: string) =>
        (await list({ from: phoneKey(typed) })).items.map(({ fromNumber }) => fromNumber);
      expect(await found('+1 555 555 0123')).to.have.members(written.slice(0, 3));
      expect(await found('(555) 0123')).to.deep.equal(['555-0123']);
      expect(await found('ANONYMOUS')).to.deep.equal(['Anonymous']);
      expect(await idsOf({ to: phoneKey('5550123') })).to.deep.equal([calls[0]?.id]);
      expect(await idsOf({ from: phoneKey('5555550123'), to: phoneKey('5550123') })).to.deep.equal([calls[0]?.id]);
    });

    it('finds a call by what it has become, and no longer by what it was', async () => {
      const was = { fromNumber: '5555550101', direction: 'outbound', dialpadUserId: dialpadId(1) } as const;
      const is = { fromNumber: '5555550102', direction: 'inbound', dialpadUserId: dialpadId(2) } as const;
      const first = call({ ...was, startedAt: NOON });
      const second = seenAgain(first, { ...is, startedAt: NOON - 5, connected: true }, NOON + 1);
      const third = seenAgain(second, { over: true }, NOON + 2);
      for (const revision of [first, second, third]) await keep(revision);

      const before: readonly CallFilter[] = [
        { from: was.fromNumber },
        { direction: was.direction },
        { dialpadUserId: was.dialpadUserId },
        { startedAfter: NOON },
        { statuses: ['ringing', 'active'] },
      ];
      const after: readonly CallFilter[] = [
        { from: is.fromNumber },
        { direction: is.direction },
        { dialpadUserId: is.dialpadUserId },
        { startedBefore: NOON },
        { statuses: ['ended'] },
      ];
      for (const filter of before) expect(await idsOf(filter), JSON.stringify(filter)).to.deep.equal([]);
      for (const filter of after) expect(await idsOf(filter), JSON.stringify(filter)).to.deep.equal([first.id]);
    });

    it('takes the start of a range in and leaves its end out', async () => {
      await keep(...upTo(4).map((n) => call({ dialpadCallId: dialpadId(n + 1), startedAt: NOON + n })));
      const { items } = await list({ startedAfter: NOON + 1, startedBefore: NOON + 3 });
      expect(items.map(({ startedAt }) => startedAt)).to.deep.equal([NOON + 2, NOON + 1]);
    });

    it('finds nothing under no status at all', async () => {
      await keep(call());
      expect(await list({ statuses: [] })).to.deep.equal({ items: [], total: 0 });
    });

    describe('without news', () => {
      const LATER = NOON + 60_000;
      const stale = async (before = LATER, limit = 100, appId = APP) =>
        (await rightOf(storage().calls.stale(appId, before, limit))).map(({ id }) => id);

      it('are found while they go on, as they are shown elsewhere', async () => {
        const [ringing, active, ...over] = [
          call({ dialpadCallId: dialpadId(1), dialpadUserId: LARGEST_ID, fromNumber: AWKWARD_TEXT }, { now: NOON }),
          call({ dialpadCallId: dialpadId(2), connected: true }, { now: NOON + 1 }),
          call({ dialpadCallId: dialpadId(3), over: true }),
          call({ dialpadCallId: dialpadId(4), missed: true }),
          call({ dialpadCallId: dialpadId(5), rejected: true }),
          call({ dialpadCallId: dialpadId(6), voicemailLeft: true }),
        ];
        if (ringing === undefined || active === undefined) throw new Error('two are there');
        await keep(ringing, active, ...over);
        await map('ann@example.com');
        const shown: CallView[] = [];
        for (const { id } of [ringing, active]) {
          const { crmUserId: _, ...view } = await someOf(storage().calls.find(APP, id));
          shown.push(view);
        }
        expect(await rightOf(storage().calls.stale(APP, LATER, 100))).to.deep.equal(shown);
      });

      it('come longest without news first and, of one moment, by id, as many as are asked for', async () => {
        const at = [NOON + 2, NOON, NOON + 1, NOON + 1];
        const calls = at.map((now, n) =>
          // When they began does not matter.
          call({ dialpadCallId: dialpadId(n + 1), startedAt: NOON - n }, { id: nthId(900 + n), now }),
        );
        await keep(...calls.toReversed());
        const order = [901, 902, 903, 900].map((n) => nthId(n));
        expect(await stale()).to.deep.equal(order);
        for (const limit of [1, 2, 3]) expect(await stale(LATER, limit)).to.deep.equal(order.slice(0, limit));
        expect(await stale(NOON + 2)).to.deep.equal(order.slice(0, 3));
        expect(await stale(NOON + 1)).to.deep.equal(order.slice(0, 1));
        expect(await stale(NOON)).to.deep.equal([]);
      });

      it('are no longer found once something is heard of them, nor when they are over', async () => {
        const [answered, ended] = [call({ dialpadCallId: dialpadId(1) }), call({ dialpadCallId: dialpadId(2) })];
        await keep(answered, ended);
        expect(await stale(NOON + 1)).to.have.members([answered.id, ended.id]);
        await keep(seenAgain(answered, { connected: true }, NOON + 5), seenAgain(ended, { over: true }, NOON + 5));
        expect(await stale(NOON + 1)).to.deep.equal([]);
        expect(await stale(NOON + 6)).to.deep.equal([answered.id]);
      });

      it('are those of one app', async () => {
        const theirs = call({}, { appId: OTHER_APP });
        await keep(theirs);
        expect(await stale()).to.deep.equal([]);
        expect(await stale(LATER, 100, OTHER_APP)).to.deep.equal([theirs.id]);
      });
    });

    it('names the CRM user that the Dialpad user is mapped to now', async () => {
      const one = call({ dialpadUserId: LARGEST_ID });
      await keep(one);
      for (const crmUserId of ['ann@example.com', AWKWARD_TEXT]) {
        await map(crmUserId);
        expect((await someOf(storage().calls.find(APP, one.id))).crmUserId).to.equal(crmUserId);
        expect(await idsOf({ crmUserId })).to.deep.equal([one.id]);
      }
      expect(await idsOf({ crmUserId: 'ann@example.com' })).to.deep.equal([]);
      await rightOf(storage().mappings.deleteByDialpadUser(APP, LARGEST_ID));
      expect((await someOf(storage().calls.find(APP, one.id))).crmUserId).to.equal(null);
      expect(await idsOf({ crmUserId: AWKWARD_TEXT })).to.deep.equal([]);
    });

    it('finds by any filter and page what a search through all calls finds', async () => {
      const users = [dialpadId(11), dialpadId(12), dialpadId(13), null];
      const numbers = ['+15555550101', '5555550102', 'blocked', null];
      const calls = upTo(80).map((n) =>
        call({
          dialpadCallId: dialpadId(n + 1),
          startedAt: NOON + (n % 7),
          direction: n % 3 === 0 ? 'inbound' : n % 3 === 1 ? 'outbound' : null,
          fromNumber: numbers[n % 4] ?? null,
          toNumber: numbers[(n >> 2) % 4] ?? null,
          dialpadUserId: users[(n >> 1) % 4] ?? null,
          masterCallId: n % 4 === 3 ? dialpadId(1 + (n % 5)) : null,
          connected: n % 5 < 2,
          over: n % 5 === 1,
          missed: n % 5 === 3,
          rejected: n % 5 === 4 && n % 2 === 0,
          voicemailLeft: n % 5 === 4 && n % 2 === 1,
        }),
      );
      await keep(...calls);
      await map('ann', users[0] ?? LARGEST_ID);
      await map('ann', users[1] ?? LARGEST_ID);
      await map('bob', users[2] ?? LARGEST_ID);

      const crmUsers = new Map([
        [users[0], 'ann'],
        [users[1], 'ann'],
        [users[2], 'bob'],
      ]);
      const all = calls
        .map((one) => ({ ...viewOf(one), crmUserId: crmUsers.get(one.facts.dialpadUserId?.value) ?? null }))
        .sort((x, y) => y.startedAt - x.startedAt || (x.id < y.id ? 1 : -1));
      const keyOf = (number: string | null) => (number === null ? null : phoneKey(number));
      const holds = <A>(asked: A | undefined, test: (asked: A) => boolean) => asked === undefined || test(asked);

      const maybe = <A>(arbitrary: fc.Arbitrary<A>) => fc.option(arbitrary, { nil: undefined, freq: 2 });
      const key = fc.constantFrom('5555550101', '5555550102', 'blocked', '');
      const filters = fc.record({
        statuses: maybe(fc.subarray([...CALL_STATUSES])),
        direction: maybe(fc.constantFrom('inbound' as const, 'outbound' as const)),
        from: maybe(key),
        to: maybe(key),
        dialpadUserId: maybe(fc.constantFrom(dialpadId(11), dialpadId(12), dialpadId(99))),
        crmUserId: maybe(fc.constantFrom('ann', 'bob', 'eve')),
        conversationId: maybe(fc.constantFrom(dialpadId(1), dialpadId(4), dialpadId(80), dialpadId(99))),
        startedAfter: maybe(fc.integer({ min: NOON - 1, max: NOON + 8 })),
        startedBefore: maybe(fc.integer({ min: NOON - 1, max: NOON + 8 })),
      });
      const pages = fc.record({ limit: fc.integer({ min: 1, max: 40 }), offset: fc.integer({ min: 0, max: 30 }) });

      await fc.assert(
        fc.asyncProperty(filters, pages, async (filter, page) => {
          const expected = all.filter(
            (one) =>
              holds(filter.statuses, (statuses) => statuses.includes(one.status)) &&
              holds(filter.direction, (direction) => one.direction === direction) &&
              holds(filter.from, (from) => keyOf(one.fromNumber) === from) &&
              holds(filter.to, (to) => keyOf(one.toNumber) === to) &&
              holds(filter.dialpadUserId, (user) => one.dialpadUserId === user) &&
              holds(filter.crmUserId, (user) => one.crmUserId === user) &&
              holds(filter.conversationId, (id) => one.conversationId === id) &&
              holds(filter.startedAfter, (after) => one.startedAt >= after) &&
              holds(filter.startedBefore, (before) => one.startedAt < before),
          );
          const { offset, limit } = page;
          expect(await list(filter, page)).to.deep.equal({
            items: expected.slice(offset, offset + limit),
            total: expected.length,
          });
        }),
        { numRuns: 200 },
      );
    });
  });
};
