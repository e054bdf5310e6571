import type { CtiClient, components } from '../../src/client/index.js';

export type Thread = components['schemas']['Thread'];

/** Threads of one page of the server. */
const PAGE = 50;
/** Pages that are read at most: one may hold few threads, or none, while the list goes on. */
const MAX_PAGES = 20;

/** The threads with the newest messages, about `wanted` of them if there are so many, and whether there are older ones. */
export const readThreads = async (
  of: CtiClient,
  wanted: number,
): Promise<{ readonly threads: readonly Thread[]; readonly hasMore: boolean }> => {
  const threads = new Map<string, Thread>();
  let cursor: string | null = null;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const query: { limit: number; cursor?: string } = cursor === null ? { limit: PAGE } : { limit: PAGE, cursor };
    const { data, pagination } = await of.request('GET', '/api/messages/threads', { query });
    // A thread that got a message between two pages stands on both, as it was on the later one.
    for (const thread of data) if (!threads.has(thread.number)) threads.set(thread.number, thread);
    cursor = pagination.has_more ? pagination.next_cursor : null;
    if (cursor === null || threads.size >= wanted) break;
  }
  return { threads: [...threads.values()], hasMore: cursor !== null };
};
