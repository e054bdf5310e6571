import type { Collection } from 'mongodb';
import { INBOX_STATUSES, type InboxStatus } from '../../../../application/ports/inbox.js';
import type { InboxDoc } from './mongo-inbox-docs.js';

type Counts = Readonly<Record<InboxStatus, number>>;

/** A count that takes longer than this, in milliseconds, is cached. */
const SLOW_MS = 1_000;
/** A slow count is cached for so many times as long as it took, so that little time goes into counting. */
const CACHE_FACTOR = 50;

/** Counts the events of each status. A count reads the whole index, which is slow with millions of events. */
export const inboxCounts = (inbox: Collection<InboxDoc>): (() => Promise<Counts>) => {
  const cache = new Map<InboxStatus, { readonly count: number; readonly until: number }>();

  const countOf = async (status: InboxStatus): Promise<number> => {
    const began = performance.now();
    const cached = cache.get(status);
    if (cached !== undefined && began < cached.until) return cached.count;
    const count = await inbox.countDocuments({ status });
    const took = performance.now() - began;
    if (took > SLOW_MS) cache.set(status, { count, until: began + took * CACHE_FACTOR });
    else cache.delete(status);
    return count;
  };

  return async () => {
    const counts = await Promise.all(INBOX_STATUSES.map(async (status) => [status, await countOf(status)] as const));
    return { pending: 0, processed: 0, ignored: 0, failed: 0, unrouted: 0, ...Object.fromEntries(counts) };
  };
};
