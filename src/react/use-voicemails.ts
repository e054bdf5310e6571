import { useCallback } from 'react';
import { loadMore } from './load-more.js';
import { keyOf } from './shared/one-for-each.js';
import type { Listed } from './use-call-history.js';
import { liveHook } from './use-live.js';
import type { ShownVoicemail, VoicemailQuery } from './voicemails/voicemail-filter.js';
import { createdAt, readVoicemails, voicemailPages } from './voicemails/voicemail-pages.js';

export interface Voicemails extends Listed {
  /** Newest first. A new one comes at once, its transcript when there is one. */
  readonly voicemails: readonly ShownVoicemail[];
}

const ALL: VoicemailQuery = {};
const usePages = liveHook(voicemailPages);

/** Voicemails, newest first, page by page, and kept up to date. The query is that of `GET /api/voicemails`. */
export const useVoicemails = (query: VoicemailQuery = ALL): Voicemails => {
  const [{ value, isLoading, error }, live] = usePages(query);
  const key = keyOf(query);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the same query in another object is the same query
  const more = useCallback(
    () => loadMore(live, (client, cursor) => readVoicemails(client, query, cursor), createdAt),
    [live, key],
  );
  const { items: voicemails, cursor, isLoadingMore } = value;
  return { voicemails, isLoading, isLoadingMore, error, hasMore: cursor !== null, loadMore: more, reload: live.reload };
};
