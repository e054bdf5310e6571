import type { Collection } from 'mongodb';
import { INBOX_STATUSES, type InboxStatus } from '../../../../application/ports/inbox.js';
import type { InboxDoc } from './mongo-inbox-docs.js';

type Counts = Readonly<Record<InboxStatus, number>>;

/** A count that takes longer, in milliseconds, is remembered, and so much longer than it took: little time goes into counting. */
const SLOW_MS = 1_000;
const REMEMBERED = 50;

/** Counts the events of each status. That goes through an index of them all, which is slow where millions are kept. */
export const inboxCounts = (inbox: Collection<InboxDoc>): (() => Promise<Counts>) => {
  const remembered = new Map<InboxStatus, { readonly count: number; readonly until: number }>();

  const countOf = async (status: InboxStatus): Promise<number> => {
    const began = performance.now();
    const known = remembered.get(status);
    if (known !== undefined && began < known.until) return known.count;
    const count = await inbox.countDocuments({ status });
    const took = performance.now() - began;
    if (took > SLOW_MS) remembered.set(status, { count, until: began + took * REMEMBERED });
    else remembered.delete(status);
    return count;
  };

  return async () => {
    const counted = await Promise.all(INBOX_STATUSES.map(async (status) => [status, await countOf(status)] as const));
    return { pending: 0, processed: 0, ignored: 0, failed: 0, unrouted: 0, ...Object.fromEntries(counted) };
  };
};
