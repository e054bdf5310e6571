import type { Listed, Page } from '../../../application/ports/listing.js';

/** The asked page, and how long the whole is: counted only where the page itself does not show its end. */
export const listed = async <Row, A>(
  page: Page,
  rows: readonly Row[],
  toItem: (row: Row) => A,
  count: () => Promise<{ readonly total: number | string | bigint }>,
): Promise<Listed<A>> => {
  const items = rows.map(toItem);
  const endShows = items.length < page.limit && (items.length > 0 || page.offset === 0);
  return { items, total: endShows ? page.offset + items.length : Number((await count()).total) };
};
