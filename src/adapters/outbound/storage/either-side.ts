import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { Listed, Page, Place } from '../../../application/ports/listing.js';
import type { StorageError } from '../../../application/ports/storage-error.js';
import type { AppId } from '../../../domain/ids.js';

interface NumberFilter {
  readonly number?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

type List<F, A> = (appId: AppId, filter: F, page: Page) => TaskEither<StorageError, Listed<A>>;

/**
 * Lets a list that is newest first be filtered by a number that stands on either side. The list of those from the number and the list of
 * those to it are merged, so each is served by its own index.
 */
export const withEitherSide =
  <F extends NumberFilter, A extends { readonly id: string }>(list: List<F, A>): List<F, A> =>
  (appId, filter, page) => {
    const { number } = filter;
    if (number === undefined) return list(appId, filter, page);
    const from = (some: Page) => list(appId, { ...filter, number: undefined, from: number }, some);
    const to = (some: Page) => list(appId, { ...filter, number: undefined, to: number }, some);
    const both = list(appId, { ...filter, number: undefined, from: number, to: number }, { limit: 1, offset: 0 });
    return merged(from, to, both, page);
  };

type Side<A> = (page: Page) => TaskEither<StorageError, Listed<A>>;

const merged =
  <A extends { readonly id: string }>(
    from: Side<A>,
    to: Side<A>,
    both: TaskEither<StorageError, Listed<A>>,
    page: Page,
  ): TaskEither<StorageError, Listed<A>> =>
  async () => {
    const total = page.total === undefined ? await totalOfBoth(from, to, both) : E.right(page.total);
    if (E.isLeft(total)) return total;
    let { after } = page;
    // An offset is reached page by page: neither side knows how many the other has before it.
    for (let left = after === undefined ? page.offset : 0; ; ) {
      const some = await mergedPage(from, to, left > 0 ? Math.min(left, MAX_SKIPPED) : page.limit, after);
      if (E.isLeft(some) || left === 0) return E.map((found: Merged<A>) => ({ ...found, total: total.right }))(some);
      if (!some.right.hasMore) return E.right({ ...some.right, items: [], places: [], total: total.right });
      left -= some.right.items.length;
      after = some.right.places.at(-1);
    }
  };

/** As many as a page of a client has. */
const MAX_SKIPPED = 100;

type Merged<A> = Omit<Listed<A>, 'total'>;

/** The first items of both sides after a place. Fewer than `limit` if one side's page ends before: pages are bounded by bytes too. */
const mergedPage = async <A extends { readonly id: string }>(
  from: Side<A>,
  to: Side<A>,
  limit: number,
  after: Place | undefined,
): Promise<E.Either<StorageError, Merged<A>>> => {
  // The length is known, so it is not counted again.
  const page = { limit, offset: 0, total: 0, ...(after === undefined ? {} : { after }) };
  const [ones, others] = await Promise.all([from(page)(), to(page)()]);
  if (E.isLeft(ones)) return ones;
  if (E.isLeft(others)) return others;
  const sides = [ones.right, others.right];
  const known = new Map(
    sides.flatMap(({ items, places }) => items.map((item, n) => [item.id, { item, place: places[n] }])),
  );
  const sorted = [...known.values()].flatMap(({ item, place }) => (place === undefined ? [] : [{ item, place }]));
  sorted.sort((x, y) => (isBehind(x.place, y.place) ? 1 : -1));
  // Behind the last item of a page that goes on, the side may have others that come first.
  const ends = sides.flatMap(({ hasMore, places }) => (hasMore ? (places.at(-1) ?? []) : []));
  const sure = sorted.filter(({ place }) => !ends.some((end) => isBehind(place, end)));
  const shown = sure.slice(0, limit);
  return E.right({
    items: shown.map(({ item }) => item),
    places: shown.map(({ place }) => place),
    hasMore: shown.length < sorted.length || sides.some(({ hasMore }) => hasMore),
  });
};

/** Whether a place comes after another in a list that is newest first. */
const isBehind = (place: Place, other: Place): boolean =>
  place.at < other.at || (place.at === other.at && place.id < other.id);

const FIRST = { limit: 1, offset: 0 };

/** How many the two sides have together: what has the number on both counts once. */
const totalOfBoth = async <A>(
  from: Side<A>,
  to: Side<A>,
  both: TaskEither<StorageError, Listed<A>>,
): Promise<E.Either<StorageError, number>> => {
  const [ones, others, twice] = await Promise.all([from(FIRST)(), to(FIRST)(), both()]);
  if (E.isLeft(ones)) return ones;
  if (E.isLeft(others)) return others;
  return E.map(({ total }: Listed<A>) => ones.right.total + others.right.total - total)(twice);
};
