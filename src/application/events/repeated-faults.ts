import type { InboxId } from '../../domain/ids.js';
import type { Timestamp } from '../../domain/timestamp.js';

/**
 * Tells an event that storage refuses from a storage that refuses everything. What is refused is the event's own matter, unless the
 * next event is refused in the same way and nothing has been saved in between: that is an outage, at first.
 */
export interface RepeatedFaults {
  /** Whether this refusal is like that of another event before. */
  readonly isRepeated: (id: InboxId, detail: string, now: Timestamp) => boolean;
  /** Something was saved. */
  readonly saved: () => void;
}

/** What lasts for longer is refused for good: the events are told so one by one, and storage may still take what comes after them. */
const OUTAGE_MS = 10_000;

export const makeRepeatedFaults = (): RepeatedFaults => {
  let first: { readonly id: InboxId; readonly detail: string; readonly since: Timestamp } | null = null;
  return {
    isRepeated: (id, detail, now) => {
      if (first?.detail !== detail) first = { id, detail, since: now };
      return first.id !== id && now - first.since < OUTAGE_MS;
    },
    saved: () => {
      first = null;
    },
  };
};
