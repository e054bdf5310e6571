import type { CtiClient, Message, QueryOf } from '../../src/client/index.js';

/** Messages of one page of the server. */
const PAGE = 100;

/** The newest messages that match, at most `limit`, and whether there are older ones. */
export const readMessages = async (
  of: CtiClient,
  filter: Pick<QueryOf<'GET', '/api/messages'>, 'number'>,
  limit: number,
): Promise<{ readonly messages: readonly Message[]; readonly hasMore: boolean }> => {
  const messages: Message[] = [];
  let cursor: string | null = null;
  do {
    const size = Math.min(PAGE, limit - messages.length);
    const place: { cursor?: string } = cursor === null ? {} : { cursor };
    const { data, pagination } = await of.messages.list({ ...filter, ...place, limit: size });
    messages.push(...data);
    cursor = pagination.has_more ? pagination.next_cursor : null;
  } while (cursor !== null && messages.length < limit);
  return { messages, hasMore: cursor !== null };
};
