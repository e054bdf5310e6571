import { isLeft } from 'fp-ts/lib/Either.js';
import type { Clock } from '../../application/ports/clock.js';
import { type Inbox, oldestPendingSeconds } from '../../application/ports/inbox.js';

/** The counts of the inbox for the metrics; null while storage is out of reach. */
export const inboxGauges = (inbox: Pick<Inbox, 'stats'>, clock: Clock) => async () => {
  const stats = await inbox.stats();
  if (isLeft(stats)) return null;
  const { pending, failed, unrouted } = stats.right.counts;
  return { pending, failed, unrouted, oldestPendingSeconds: oldestPendingSeconds(stats.right, clock.now()) ?? 0 };
};
