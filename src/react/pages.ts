import type { Match } from './match.js';
import { comesBefore, joined, type Placed, type PlaceOf, withItem, without } from './newest-first.js';

/** The pages of a list that have been read so far, and what has come since. */
export interface Pages<A> {
  readonly items: readonly A[];
  /** Where the next page begins; null after the last one. */
  readonly cursor: string | null;
  readonly isLoadingMore: boolean;
}

/** A page as the API answers with it. */
export interface PageAnswer<A> {
  readonly data: readonly A[];
  readonly pagination: { readonly has_more: boolean; readonly next_cursor: string | null };
}

/** With more items than this, the list begins anew with its first page. */
const MAX_ITEMS = 5_000;

export const NO_PAGES: Pages<never> = { items: [], cursor: null, isLoadingMore: false };

const cursorOf = ({ pagination }: PageAnswer<unknown>): string | null =>
  pagination.has_more ? pagination.next_cursor : null;

export const firstPage = <A>(answer: PageAnswer<A>): Pages<A> => ({
  items: answer.data,
  cursor: cursorOf(answer),
  isLoadingMore: false,
});

export const withNextPage = <A extends Placed>(
  pages: Pages<A>,
  answer: PageAnswer<A>,
  placeOf: PlaceOf<A>,
): Pages<A> => ({
  // What events have told of an item is newer than a page that was asked for before.
  items: joined(answer.data, pages.items, placeOf),
  cursor: cursorOf(answer),
  isLoadingMore: false,
});

/** The list with an item that an event tells of. One that belongs behind the pages read so far comes with its page. */
export const withTold = <A extends Placed>(pages: Pages<A>, item: A, match: Match, placeOf: PlaceOf<A>): Pages<A> => {
  const isKnown = pages.items.some(({ id }) => id === item.id);
  if (match === 'no') return isKnown ? { ...pages, items: without(pages.items, item.id) } : pages;
  if (!isKnown && (match === 'ask' || isBehind(pages, item, placeOf))) return pages;
  return { ...pages, items: withItem(pages.items, item, placeOf) };
};

/** Whether only the server knows if the item of an event belongs here. */
export const mustAskFor = <A extends Placed>(pages: Pages<A>, item: A, match: Match, placeOf: PlaceOf<A>): boolean =>
  pages.items.length > MAX_ITEMS ||
  (match === 'ask' && !pages.items.some(({ id }) => id === item.id) && !isBehind(pages, item, placeOf));

/**
 * What is shown, with the first page read again: what would be on that page and is not is gone. Begins anew with it if nothing is left
 * behind it, or if there may be others in between.
 */
export const withFirstPage = <A extends Placed>(pages: Pages<A>, first: Pages<A>, placeOf: PlaceOf<A>): Pages<A> => {
  const last = first.items.at(-1);
  const behind = pages.items.filter((item) => last !== undefined && comesBefore(last, item, placeOf));
  const meet = pages.items.some(({ id }) => first.items.some((item) => item.id === id));
  const isAnew = first.cursor === null || !meet || behind.length === 0 || pages.items.length > MAX_ITEMS;
  return isAnew ? first : { ...pages, items: [...first.items, ...behind] };
};

const isBehind = <A extends Placed>({ items, cursor }: Pages<A>, item: A, placeOf: PlaceOf<A>): boolean => {
  const last = items.at(-1);
  return cursor !== null && last !== undefined && Date.parse(placeOf(item)) < Date.parse(placeOf(last));
};
