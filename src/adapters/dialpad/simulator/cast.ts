/** A person of ours with a line of their own. Ids are Dialpad's, safe integers like those seen so far. */
export interface Colleague {
  readonly id: number;
  readonly name: string;
  readonly email: string;
  readonly phone: string;
  readonly officeId: number;
}

/** The other party. Dialpad names contacts that are shared by a text, others by a number. */
export interface Contact {
  readonly id: number | string;
  readonly type: 'local' | 'shared';
  readonly name: string;
  /** Empty if there is none. */
  readonly email: string;
  readonly phone: string;
}

/** Gives a new Dialpad id at each call. */
export type NextId = () => number;

/** Ids of 16 digits below 2^53, as Dialpad's are; the same ones for the same seed. */
export const dialpadIds = (seed: number): NextId => {
  let state = seed >>> 0;
  const next32 = (): number => {
    // Mulberry32.
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const lowest = 4_000_000_000_000_000;
  return () => lowest + next32() * 600_000 + (next32() % 600_000);
};
