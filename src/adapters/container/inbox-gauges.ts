import type { Clock } from '../../application/ports/clock.js';
import { oldestPendingSeconds } from '../../application/ports/inbox.js';
import type { StorageWatch } from '../inbound/worker/storage-watch.js';

/** The counts of the inbox for the metrics; null while storage is out of reach. */
export const inboxGauges = (storageWatch: Pick<StorageWatch, 'state'>, clock: Clock) => async () => {
  const { stats } = await storageWatch.state();
  if (stats === null) return null;
  const { pending, failed, unrouted } = stats.counts;
  return { pending, failed, unrouted, oldestPendingSeconds: oldestPendingSeconds(stats, clock.now()) ?? 0 };
};
