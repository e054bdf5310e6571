/** Returns the next number, from 0 (inclusive) to 1 (exclusive). */
export type Random = () => number;

/** Pseudo-random whole numbers of 32 bits (Mulberry32); the same sequence for the same seed. */
export const words32 = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
};

/** Pseudo-random numbers; the same sequence for the same seed. */
export const seeded = (seed: number): Random => {
  const next = words32(seed);
  return () => next() / 2 ** 32;
};

/** The items in a random order (Fisher–Yates). */
export const shuffled = <A>(items: readonly A[], random: Random): readonly A[] => {
  const shuffledItems = [...items];
  for (let last = shuffledItems.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [shuffledItems[last], shuffledItems[other]] = [shuffledItems[other] as A, shuffledItems[last] as A];
  }
  return shuffledItems;
};
