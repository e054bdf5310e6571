import { useCallback } from 'react';
import { startOf } from './calls/active-calls.js';
import type { CallQuery } from './calls/call-filter.js';
import { callHistory, readCalls } from './calls/call-history.js';
import type { ShownCall } from './calls/call-of-event.js';
import { loadMore } from './load-more.js';
import { keyOf } from './shared/one-for-each.js';
import { liveHook } from './use-live.js';

/** A list that is read page by page. */
export interface Listed {
  /** Whether the first page is being read. */
  readonly isLoading: boolean;
  readonly isLoadingMore: boolean;
  /** Why the last page could not be read. */
  readonly error: Error | null;
  readonly hasMore: boolean;
  /** Reads the next page, if there is one. */
  readonly loadMore: () => Promise<void>;
  /** Begins anew with the first page. */
  readonly reload: () => Promise<void>;
}

export interface CallHistory extends Listed {
  /** Newest first. */
  readonly calls: readonly ShownCall[];
}

const ALL: CallQuery = {};
const useHistory = liveHook(callHistory);

/** Calls, newest first, page by page, and kept up to date. The query is that of `GET /api/calls`; `limit` is the size of a page. */
export const useCallHistory = (query: CallQuery = ALL): CallHistory => {
  const [{ value, isLoading, error }, live] = useHistory(query);
  const key = keyOf(query);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the same query in another object is the same query
  const more = useCallback(
    () => loadMore(live, (client, cursor) => readCalls(client, query, cursor), startOf),
    [live, key],
  );
  const { items: calls, cursor, isLoadingMore } = value;
  return { calls, isLoading, isLoadingMore, error, hasMore: cursor !== null, loadMore: more, reload: live.reload };
};
