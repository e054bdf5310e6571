/**
 * Sorts rows by the key that they are unique by. Every transaction locks rows in this order, so that no two transactions wait for each
 * other.
 */
export const inLockingOrder = <A>(rows: readonly A[], keyOf: (row: A) => string): readonly A[] =>
  [...rows].sort((x, y) => (keyOf(x) < keyOf(y) ? -1 : 1));
