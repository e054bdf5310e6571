import * as E from 'fp-ts/lib/Either.js';
import { BUDGETS } from '../../../../application/budgets.js';
import type { Settled } from '../../../../application/ports/aggregates.js';
import {
  type Appended,
  type Inbox,
  type InboxEvent,
  type InboxStats,
  type Lease,
  type NewDelivery,
  newEventOf,
} from '../../../../application/ports/inbox.js';
import type { InboxId } from '../../../../domain/ids.js';
import { MAX_LEASE_MS } from '../../../../domain/lease.js';
import { oldestFirst } from '../../../../domain/oldest-first.js';
import { type InboxEntry, type MemoryState, request } from './memory-state.js';

export const memoryInbox = (state: MemoryState): Inbox => ({
  append: (deliveries, lease) =>
    request(state, () => E.right(deliveries.map((delivery) => append(state, delivery, lease)))),

  claim: (lease, now, limit, mostBytes = BUDGETS.batchBytes) =>
    request(state, () => {
      const claimable = pendingOf(state)
        .filter((entry) => entry.availableAt <= now || entry.availableAt > now + MAX_LEASE_MS)
        .sort(oldestFirst(({ receivedAt }) => receivedAt))
        .slice(0, limit)
        .filter(isWithin(mostBytes));
      for (const entry of claimable) change(state, entry.id, { owner: lease.owner, availableAt: lease.until });
      return E.right(claimable.flatMap(eventOf));
    }),

  postpone: (owner, events) =>
    request(state, () => {
      for (const { id, attempts, until, reason } of events) {
        if (holds(state, owner, id)) change(state, id, { owner: null, availableAt: until, attempts, reason });
      }
      return E.right(undefined);
    }),

  heldByOthers: () => request(state, () => E.right([])),
  held: (owner, ids) => request(state, () => E.right(new Set(ids.filter((id) => holds(state, owner, id))))),

  stats: request(state, () => E.right(statsOf(state))),
});

/** Whether the payloads up to this one are not more than so many bytes; the first always is. */
const isWithin = (mostBytes: number) => {
  let before = 0;
  return ({ payload }: { readonly payload: string }): boolean => {
    const isFirst = before === 0;
    before += Buffer.byteLength(payload);
    return isFirst || before <= mostBytes;
  };
};

/** Whether `owner` holds each of these events, and each is named once. */
export const canSettle = (state: MemoryState, owner: string, settled: readonly Settled[]): boolean =>
  new Set(settled.map(({ id }) => id)).size === settled.length && settled.every(({ id }) => holds(state, owner, id));

export const settle = (state: MemoryState, settled: readonly Settled[]): void => {
  for (const { id, status, reason } of settled)
    change(state, id, { status, reason, owner: null, processedAt: Date.now() });
};

const holds = (state: MemoryState, owner: string, id: InboxId): boolean =>
  state.pending.has(id) && state.inbox.get(id)?.owner === owner;

const append = (state: MemoryState, delivery: NewDelivery, lease: Lease): Appended => {
  const before = state.inboxByKey.get(keyOf(delivery));
  if (before !== undefined) return { id: before, duplicate: true };

  const waits =
    delivery.appId === null
      ? { status: 'unrouted' as const, owner: null, availableAt: 0 }
      : { status: 'pending' as const, owner: lease.owner, availableAt: lease.until };
  add(state, { ...delivery, ...waits, attempts: 0, replayed: false, reason: null, processedAt: null });
  return { id: delivery.id, duplicate: false, event: newEventOf(delivery) };
};

const keyOf = ({ appId, dedupeKey }: Pick<InboxEntry, 'appId' | 'dedupeKey'>): string => `${appId ?? ''} ${dedupeKey}`;

/** Adds an entry, unless one with its id or its key is stored. */
export const add = (state: MemoryState, entry: InboxEntry): void => {
  if (state.inbox.has(entry.id) || state.inboxByKey.has(keyOf(entry))) return;
  state.inbox.set(entry.id, entry);
  state.inboxByKey.set(keyOf(entry), entry.id);
  if (entry.status === 'pending') state.pending.add(entry.id);
  state.inboxCounts[entry.status] += 1;
};

/** Changes an entry, the counts, and the set of pending entries. */
export const change = (state: MemoryState, id: InboxId, changes: Partial<InboxEntry>): void => {
  const entry = state.inbox.get(id);
  if (entry === undefined) return;
  const changed = { ...entry, ...changes };
  state.inbox.set(id, changed);
  state.inboxCounts[entry.status] -= 1;
  state.inboxCounts[changed.status] += 1;
  if (changed.status === 'pending') state.pending.add(id);
  else state.pending.delete(id);
};

/** Removes a settled entry. */
export const forget = (state: MemoryState, entry: InboxEntry): void => {
  state.inbox.delete(entry.id);
  state.inboxByKey.delete(keyOf(entry));
  state.inboxCounts[entry.status] -= 1;
};

const pendingOf = (state: MemoryState): InboxEntry[] => [...state.pending].flatMap((id) => state.inbox.get(id) ?? []);

const eventOf = ({ id, appId, name, payload, receivedAt, attempts, replayed }: InboxEntry): readonly InboxEvent[] =>
  appId === null ? [] : [{ id, appId, name, payload, receivedAt, attempts, replayed }];

const statsOf = (state: MemoryState): InboxStats => {
  const oldest = pendingOf(state).reduce(
    (time, { receivedAt }) => Math.min(time, receivedAt),
    Number.POSITIVE_INFINITY,
  );
  return { counts: { ...state.inboxCounts }, oldestPendingAt: Number.isFinite(oldest) ? oldest : null };
};
