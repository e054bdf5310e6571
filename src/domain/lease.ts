import type { Timestamp } from './timestamp.js';

/** The right of one process to do something alone. From `until` on, another process may take it over. */
export interface Lease {
  /** Names one process, anew at each start. */
  readonly owner: string;
  readonly until: Timestamp;
}

/** A lease of so many milliseconds. */
export const leaseFor = (owner: string, ms: number, now: Timestamp): Lease => ({ owner, until: now + ms });

/** Whether the lease is held at `now`. */
export const isHeld = (lease: Lease | null, now: Timestamp): boolean => lease !== null && now < lease.until;

/** Whether a record still has this lease: one that ran out may have been taken over, also by its former owner. */
export const isSameLease = (stored: Lease | null, lease: Lease): boolean =>
  stored?.owner === lease.owner && stored.until === lease.until;
