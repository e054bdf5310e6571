/**
 * Rows in the one order in which every transaction takes hold of them, that of what they are unique by, so that no two
 * transactions wait for each other.
 */
export const inLockingOrder = <A>(rows: readonly A[], keyOf: (row: A) => string): readonly A[] =>
  [...rows].sort((x, y) => (keyOf(x) < keyOf(y) ? -1 : 1));
