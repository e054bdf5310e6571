import { words32 } from '../random.js';

/** Returns a new Dialpad id at each call. */
export type NextId = () => number;

/** Ids of 16 digits below 2^53, as Dialpad's are; the same sequence for the same seed. */
export const dialpadIds = (seed: number): NextId => {
  const next32 = words32(seed);
  const lowest = 4_000_000_000_000_000;
  return () => lowest + next32() * 600_000 + (next32() % 600_000);
};
