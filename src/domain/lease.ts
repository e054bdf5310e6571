import type { Timestamp } from './timestamp.js';

/** The right of one process to do something alone. From `until` on, another process may take it over. */
export interface Lease {
  /** Names one process, anew at each start. */
  readonly owner: string;
  readonly until: Timestamp;
}

/** A lease of so many milliseconds. */
export const leaseFor = (owner: string, ms: number, now: Timestamp): Lease => ({ owner, until: now + ms });

/** No lease, and no pause after a failure, is longer, in milliseconds. One that seems to be was given by a clock that was wrong. */
export const MAX_LEASE_MS = 300_000;

/** Whether the lease is held at `now`. */
export const isHeld = (lease: Lease | null, now: Timestamp): boolean =>
  lease !== null && now < lease.until && lease.until - now <= MAX_LEASE_MS;

/** Whether a record still has this lease: one that ran out may have been taken over, also by its former owner. */
export const isSameLease = (stored: Lease | null, lease: Lease): boolean =>
  stored?.owner === lease.owner && stored.until === lease.until;
