import { BUDGETS } from '../../../application/budgets.js';
import type { Listed, Page, Place } from '../../../application/ports/listing.js';
import { withinBytes } from './within-bytes.js';

/** What a page needs of the rows of a list. */
interface RowsOf<Row, A> {
  readonly toItem: (row: Row) => A;
  readonly placeOf: (row: Row) => Place;
  /** Given if rows may be large. */
  readonly bytesOf?: (row: Row) => number;
}

/** A page out of the rows from its beginning on, which are one more than it can hold if the list goes on after it. */
export const listed = async <Row, A>(
  page: Page,
  rows: readonly Row[],
  { toItem, placeOf, bytesOf = () => 0 }: RowsOf<Row, A>,
  count: () => Promise<number>,
): Promise<Listed<A>> => {
  const shown = rows.slice(0, Math.min(page.limit, fitting(rows.map(bytesOf))));
  return {
    items: shown.map(toItem),
    places: shown.map(placeOf),
    hasMore: rows.length > shown.length,
    total: await totalOf(page, shown.length, rows.length > shown.length, count),
  };
};

/** The length of a list. `count` is called only if neither an earlier page has told it nor this one, of `shown` items, shows the end. */
export const totalOf = async (
  { total, offset }: Page,
  shown: number,
  hasMore: boolean,
  count: () => Promise<number>,
): Promise<number> => {
  if (total !== undefined) return total;
  const showsEnd = !hasMore && (shown > 0 || offset === 0);
  return showsEnd ? offset + shown : count();
};

/** How many of the first items one page may hold, by their bytes; at least one. */
export const fitting = (bytes: readonly number[]): number => {
  const fits = withinBytes(BUDGETS.pageBytes);
  const over = bytes.findIndex((one) => !fits(one));
  return over === -1 ? bytes.length : over;
};
