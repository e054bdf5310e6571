import { words32 } from './random.js';

/** A person of ours with a line of their own. Ids are Dialpad's, safe integers like those seen so far. */
export interface Colleague {
  readonly id: number;
  readonly name: string;
  readonly email: string;
  readonly phone: string;
  readonly officeId: number;
}

/** A line of ours that is nobody's own; calls to it are somebody's to take. */
export interface Line {
  readonly id: number;
  readonly type: 'office' | 'department' | 'call_center' | 'coaching_team' | 'room';
  readonly name: string;
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
  const next32 = words32(seed);
  const lowest = 4_000_000_000_000_000;
  return () => lowest + next32() * 600_000 + (next32() % 600_000);
};
