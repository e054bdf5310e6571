import type { Timestamp } from './timestamp.js';

/** Compares by the time that `timeOf` reads, the earlier first; those of one moment by their ids, which are made in order. */
export const oldestFirst =
  <A extends { readonly id: string }>(timeOf: (item: A) => Timestamp) =>
  (x: A, y: A): number =>
    timeOf(x) - timeOf(y) || (x.id < y.id ? -1 : 1);
