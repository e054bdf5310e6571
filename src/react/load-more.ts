import type { CtiClient } from '../client/index.js';
import type { Placed, PlaceOf } from './newest-first.js';
import { type PageAnswer, type Pages, withNextPage } from './pages.js';
import type { Live } from './shared/live.js';

/** Reads the next page of a list, unless there is none or it is being read. */
export const loadMore = async <A extends Placed>(
  live: Live<Pages<A>>,
  read: (client: CtiClient, cursor: string) => Promise<PageAnswer<A>>,
  placeOf: PlaceOf<A>,
): Promise<void> => {
  const { cursor, isLoadingMore } = live.state().value;
  if (cursor === null || isLoadingMore) return;
  live.change((pages) => ({ ...pages, isLoadingMore: true }));
  /** If the list was read afresh meanwhile, the page belongs to the one before. */
  const isSame = (pages: Pages<A>): boolean => pages.cursor === cursor;
  try {
    await live.add(
      (client) => read(client, cursor),
      (pages, answer) => (isSame(pages) ? withNextPage(pages, answer, placeOf) : pages),
    );
  } catch (error) {
    if (!isSame(live.state().value)) return;
    live.change((pages) => ({ ...pages, isLoadingMore: false }));
    live.fail(error);
  }
};
