/** Gives the next number, from 0 up to but not 1. */
export type Random = () => number;

/** Whole numbers of 32 bits that look like chance (Mulberry32); the same ones for the same seed. */
export const words32 = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
};

/** Chance that can be had again: the same numbers for the same seed. */
export const seeded = (seed: number): Random => {
  const next = words32(seed);
  return () => next() / 2 ** 32;
};

/** The same things in another order (Fisher and Yates). */
export const shuffled = <A>(things: readonly A[], random: Random): readonly A[] => {
  const mixed = [...things];
  for (let last = mixed.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [mixed[last], mixed[other]] = [mixed[other] as A, mixed[last] as A];
  }
  return mixed;
};
