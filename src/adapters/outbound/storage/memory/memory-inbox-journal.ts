import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import {
  HAD_ALREADY,
  type InboxJournal,
  type JournalEntry,
  type JournalFilter,
  REPLAYABLE_STATUSES,
} from '../../../../application/ports/inbox-journal.js';
import { pageOfSorted } from '../page-of-sorted.js';
import { change, forget } from './memory-inbox.js';
import { type InboxEntry, type MemoryState, request } from './memory-state.js';

const PENDING_AGAIN = {
  status: 'pending',
  owner: null,
  attempts: 0,
  reason: null,
  replayed: true,
  processedAt: null,
} as const;

export const memoryInboxJournal = (state: MemoryState): InboxJournal => ({
  find: (id) => request(state, () => E.right(O.map(journalEntryOf)(O.fromNullable(state.inbox.get(id))))),

  list: (filter, page) =>
    request(state, () => {
      const matching = [...state.inbox.values()].filter(matches(filter)).sort((x, y) => (x.id < y.id ? 1 : -1));
      return E.right(pageOfSorted(matching, page, ({ id }) => ({ at: 0, id }), { show: journalEntryOf }));
    }),

  replay: (which, now) =>
    request(state, () => {
      const chosen = 'id' in which ? (entry: InboxEntry) => entry.id === which.id : matches(which);
      const settled = [...state.inbox.values()].filter(
        (entry) => chosen(entry) && REPLAYABLE_STATUSES.some((status) => status === entry.status),
      );
      for (const { id } of settled) change(state, id, { ...PENDING_AGAIN, availableAt: now });
      return E.right(settled.length);
    }),

  prune: (before, limit) =>
    request(state, () => {
      const old = [...state.inbox.values()]
        .filter(({ status, receivedAt }) => (status === 'processed' || status === 'ignored') && receivedAt < before)
        .sort((x, y) => x.receivedAt - y.receivedAt)
        .slice(0, limit);
      for (const entry of old) forget(state, entry);
      return E.right(old.length);
    }),

  assign: (id, appId, now) =>
    request(state, () => {
      const entry = state.inbox.get(id);
      if (entry?.status !== 'unrouted') return E.right('gone');
      const key = `${appId} ${entry.dedupeKey}`;
      if (state.inboxByKey.has(key)) {
        change(state, id, { status: 'ignored', reason: HAD_ALREADY });
        return E.right('duplicate');
      }
      state.inboxByKey.delete(` ${entry.dedupeKey}`);
      state.inboxByKey.set(key, id);
      change(state, id, { ...PENDING_AGAIN, appId, availableAt: now });
      return E.right('assigned');
    }),
});

const matches =
  ({ status, appId, orderKey }: JournalFilter) =>
  (entry: InboxEntry): boolean =>
    (status === undefined || entry.status === status) &&
    (appId === undefined || entry.appId === appId) &&
    (orderKey === undefined || entry.orderKey === orderKey);

const journalEntryOf = (entry: InboxEntry): JournalEntry => ({
  id: entry.id,
  appId: entry.appId,
  namedAppId: entry.namedAppId,
  name: entry.name,
  status: entry.status,
  payload: entry.payload,
  receivedAt: entry.receivedAt,
  attempts: entry.attempts,
  reason: entry.reason,
  replayed: entry.replayed,
});
