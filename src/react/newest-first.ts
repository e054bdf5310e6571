/*
 * Lists as the server orders them: the newest first, those of one moment by their id.
 */

export interface Placed {
  readonly id: string;
}

/** The time by which an item is ordered, in ISO 8601. */
export type PlaceOf<A extends Placed> = (item: A) => string;

/** The list with this item in it, once, at its place. */
export const withItem = <A extends Placed>(items: readonly A[], item: A, placeOf: PlaceOf<A>): readonly A[] =>
  newestFirst([...without(items, item.id), item], placeOf);

/** The list without the item of this id; the same list if there is none. */
export const without = <A extends Placed>(items: readonly A[], id: string): readonly A[] =>
  items.some((item) => item.id === id) ? items.filter((item) => item.id !== id) : items;

/** All items of both, each once as the second has it. */
export const joined = <A extends Placed>(a: readonly A[], b: readonly A[], placeOf: PlaceOf<A>): readonly A[] =>
  newestFirst([...new Map([...a, ...b].map((item) => [item.id, item])).values()], placeOf);

/** Whether an item stands before another in such a list. */
export const comesBefore = <A extends Placed>(a: A, b: A, placeOf: PlaceOf<A>): boolean =>
  newestFirst([b, a], placeOf)[0] === a && a.id !== b.id;

const newestFirst = <A extends Placed>(items: readonly A[], placeOf: PlaceOf<A>): readonly A[] => {
  const placed = items.map((item) => ({ item, at: Date.parse(placeOf(item)) }));
  placed.sort((a, b) => b.at - a.at || (a.item.id < b.item.id ? 1 : -1));
  return placed.map(({ item }) => item);
};
