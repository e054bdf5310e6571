import type { Storage } from '../../application/ports/storage.js';
import { callsOf } from './calls-under-test.js';
import { expect } from './expect.js';
import { rightOf } from './outcome.js';
import { APP, call, dialpadId, NOON, OTHER_APP, upTo } from './samples.js';

/** What every repository of calls gives for statistics. */
export const statisticsContract = (storage: () => Storage): void => {
  const { save } = callsOf(storage);
  const within = (from: number, to: number, after: { at: number; id: string } | null = null, limit = 100) =>
    rightOf(storage().calls.startedWithin(APP, { from, to }, after, limit));

  describe('calls for statistics', () => {
    it('are those that began in a time range, oldest first, page by page', async () => {
      const calls = upTo(7).map((n) =>
        call({ dialpadCallId: dialpadId(n + 1), startedAt: NOON + Math.floor(n / 2), direction: 'inbound' }),
      );
      await save(...calls, call({ startedAt: NOON + 1, dialpadCallId: dialpadId(99) }, { appId: OTHER_APP }));
      const inOrder = [...calls]
        .sort((x, y) => x.facts.startedAt.at - y.facts.startedAt.at || (x.id < y.id ? -1 : 1))
        .map(({ id }) => id);
      const all = await within(NOON, NOON + 10);
      expect(all.map(({ id }) => id)).to.deep.equal(inOrder);
      expect((await within(NOON + 1, NOON + 2)).map(({ id }) => id)).to.deep.equal(inOrder.slice(2, 4));
      const read: string[] = [];
      for (let after: { at: number; id: string } | null = null; ; ) {
        const page: Awaited<ReturnType<typeof within>> = await within(NOON, NOON + 10, after, 2);
        read.push(...page.map(({ id }) => id));
        const last = page.at(-1);
        if (last === undefined) break;
        after = { at: last.startedAt, id: last.id };
      }
      expect(read).to.deep.equal(inOrder);
    });

    it('say how each went', async () => {
      await save(
        call({
          ...{
            dialpadCallId: dialpadId(1),
            masterCallId: dialpadId(9),
            dialpadUserId: dialpadId(7),
            direction: 'outbound',
          },
          ...{ startedAt: NOON, connected: true, over: true, endedAt: NOON + 9_000, durationSeconds: 4 },
        }),
      );
      const [one] = await within(NOON, NOON + 1);
      expect(one).to.include({ direction: 'outbound', status: 'ended', dialpadUserId: '7', startedAt: NOON });
      expect(one).to.include({ endedAt: NOON + 9_000, durationSeconds: 4 });
    });
  });
};
