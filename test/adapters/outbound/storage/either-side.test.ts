import { expect } from 'chai';
import * as fc from 'fast-check';
import { withEitherSide } from '../../../../src/adapters/outbound/storage/either-side.js';
import { pageOfSorted } from '../../../../src/adapters/outbound/storage/page-of-sorted.js';
import type { Listed, Page } from '../../../../src/application/ports/listing.js';
import { rightOf } from '../../../../src/testing/storage/outcome.js';
import { APP } from '../../../../src/testing/storage/samples.js';

interface Item {
  readonly id: string;
  readonly at: number;
  readonly from: string;
  readonly to: string;
}

const anyItems = fc.uniqueArray(
  fc.record({
    id: fc.uuid(),
    at: fc.nat(5),
    from: fc.constantFrom('a', 'b'),
    to: fc.constantFrom('a', 'b'),
  }),
  { selector: ({ id }) => id, maxLength: 40 },
);

const newestFirst = (items: readonly Item[]) => [...items].sort((x, y) => y.at - x.at || (x.id < y.id ? 1 : -1));

/** A list of the items whose pages hold at most three, as pages do that are bounded by bytes. */
const listOf = (items: readonly Item[]) =>
  withEitherSide((_app, { from, to }: { from?: string; to?: string; number?: string }, page: Page) => async () => {
    const matching = newestFirst(items).filter(
      (item) => (from === undefined || item.from === from) && (to === undefined || item.to === to),
    );
    const short = { ...page, limit: Math.min(page.limit, 3) };
    return { _tag: 'Right', right: pageOfSorted(matching, short, placeOf, { show: (item: Item) => item }) };
  });

const placeOf = ({ at, id }: Item) => ({ at, id });

describe('a list filtered by a number on either side', () => {
  it('gives every item once and in order, page by page, and their number', async () => {
    await fc.assert(
      fc.asyncProperty(anyItems, fc.integer({ min: 1, max: 7 }), async (items, limit) => {
        const expected = newestFirst(items).filter(({ from, to }) => from === 'a' || to === 'a');
        const list = listOf(items);
        const read: Item[] = [];
        for (let page: Page | null = { limit, offset: 0 }; page !== null; ) {
          const found: Listed<Item> = await rightOf(list(APP, { number: 'a' }, page));
          expect(found.total).to.equal(expected.length);
          expect(found.places).to.deep.equal(found.items.map(placeOf));
          expect(found.items.length > 0 || !found.hasMore).to.equal(true);
          read.push(...found.items);
          const after = found.places.at(-1);
          page = found.hasMore && after !== undefined ? { limit, offset: 0, after } : null;
        }
        expect(read).to.deep.equal(expected);
      }),
    );
  });

  it('begins behind an offset', async () => {
    await fc.assert(
      fc.asyncProperty(anyItems, fc.nat(45), async (items, offset) => {
        const expected = newestFirst(items).filter(({ from, to }) => from === 'a' || to === 'a');
        const found = await rightOf(listOf(items)(APP, { number: 'a' }, { limit: 3, offset }));
        const first = expected.slice(offset, offset + found.items.length);
        expect(found.items).to.deep.equal(first);
        expect(found.hasMore).to.equal(offset + found.items.length < expected.length);
      }),
    );
  });
});
