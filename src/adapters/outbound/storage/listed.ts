import type { Listed, Page } from '../../../application/ports/listing.js';

/** A page and the length of the whole list. `count` is called only if the page does not show where the list ends. */
export const listed = async <Row, A>(
  page: Page,
  rows: readonly Row[],
  toItem: (row: Row) => A,
  count: () => Promise<{ readonly total: number | string | bigint }>,
): Promise<Listed<A>> => {
  const items = rows.map(toItem);
  const showsEnd = items.length < page.limit && (items.length > 0 || page.offset === 0);
  return { items, total: showsEnd ? page.offset + items.length : Number((await count()).total) };
};
