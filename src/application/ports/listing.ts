import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';

/** Where an item stands in its list: the number that the list is ordered by, then the id. */
export interface Place {
  readonly at: number;
  readonly id: string;
}

/** Which part of a list: at most `limit` items. It begins after a place if there is one, else after the first `offset` items. */
export interface Page {
  readonly limit: number;
  /** How many items are before the page. */
  readonly offset: number;
  readonly after?: Place | undefined;
  /** The length of the whole list if an earlier page has told it; it is not counted again. */
  readonly total?: number | undefined;
}

/** That part of the list, and the length of the whole list. */
export interface Listed<A> {
  readonly items: readonly A[];
  /** The place of each item. */
  readonly places: readonly Place[];
  readonly total: number;
  /** Whether there are items after these. A page may hold fewer than its limit: it is bounded by bytes too. */
  readonly hasMore: boolean;
}

/** An item with the CRM user it belongs to now; null if its Dialpad user is not mapped. */
export type Attributed<A> = A & { readonly crmUserId: string | null };

/** The page after one that was read; null if there is none. */
export const pageAfter = ({ limit, offset }: Page, { items, places, total, hasMore }: Listed<unknown>): Page | null => {
  const after = places.at(-1);
  return hasMore && after !== undefined ? { limit, offset: offset + items.length, after, total } : null;
};

/** Does something with each item of a list, in its order, until that fails; answers with the sum of what it gives. */
export const sumOverList =
  <Err, A>(
    list: (page: Page) => TaskEither<Err, Listed<A>>,
    limit: number,
    use: (item: A) => TaskEither<Err, number>,
  ): TaskEither<Err, number> =>
  async () => {
    let sum = 0;
    for (let page: Page | null = { limit, offset: 0 }; page !== null; ) {
      const read: E.Either<Err, Listed<A>> = await list(page)();
      if (E.isLeft(read)) return read;
      for (const item of read.right.items) {
        const used = await use(item)();
        if (E.isLeft(used)) return used;
        sum += used.right;
      }
      page = pageAfter(page, read.right);
    }
    return E.right(sum);
  };
