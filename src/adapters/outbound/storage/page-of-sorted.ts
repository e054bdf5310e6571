import type { Listed, Page, Place } from '../../../application/ports/listing.js';
import { fitting } from './listed.js';

/** A page of a list that is in memory and in order. */
export const pageOfSorted = <A, B = A>(
  all: readonly A[],
  { offset, limit, after }: Page,
  placeOf: (item: A) => Place,
  { order = 'desc', show }: { readonly order?: 'asc' | 'desc'; readonly show: (item: A) => B },
): Listed<B> => {
  const from = after === undefined ? offset : all.filter((item) => !isBehind(placeOf(item), after, order)).length;
  const candidates = all.slice(from, from + limit);
  const items = candidates.slice(0, fitting(candidates.map((item) => Buffer.byteLength(JSON.stringify(item)))));
  return {
    items: items.map(show),
    places: items.map(placeOf),
    total: all.length,
    hasMore: from + items.length < all.length,
  };
};

const isBehind = (place: Place, after: Place, order: 'asc' | 'desc'): boolean => {
  const [early, late] = order === 'asc' ? [after, place] : [place, after];
  return early.at < late.at || (early.at === late.at && early.id < late.id);
};
