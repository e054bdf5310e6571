import type { Timestamp } from '../timestamp.js';

/** How often Dialpad dials for one person within {@link DIAL_WINDOW_MS} (its reference of `POST /api/v2/call`). */
export const MAX_DIALS = 5;
export const DIAL_WINDOW_MS = 60_000;

/** How often a person was dialled for. */
export interface Dials {
  /** When, oldest first; at most the last {@link MAX_DIALS}. */
  readonly at: readonly Timestamp[];
  /** Until when the phone system itself has refused more. */
  readonly refusedUntil: Timestamp | null;
}

/** Of a person who was not dialled for. */
export const NO_DIALS: Dials = { at: [], refusedUntil: null };

/** When the next dial is allowed; not after `now` if it is allowed now. */
export const nextDialAt = ({ at, refusedUntil }: Dials, now: Timestamp): Timestamp => {
  const oldest = at[at.length - MAX_DIALS];
  return Math.max(now, oldest === undefined ? now : oldest + DIAL_WINDOW_MS, refusedUntil ?? now);
};

/** After one more dial. */
export const withDial = ({ at, refusedUntil }: Dials, now: Timestamp): Dials => ({
  at: [...at, now].slice(-MAX_DIALS),
  refusedUntil,
});

/** Without a dial that was never asked for. */
export const withoutDial = ({ at, refusedUntil }: Dials, when: Timestamp): Dials => {
  const last = at.lastIndexOf(when);
  return { at: at.filter((_, n) => n !== last), refusedUntil };
};

/** After the phone system itself has refused more until a time. */
export const withRefusal = ({ at }: Dials, until: Timestamp): Dials => ({ at, refusedUntil: until });
