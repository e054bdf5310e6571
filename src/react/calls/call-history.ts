import type { CtiClient, CtiEvent } from '../../client/index.js';
import { firstPage, mustAskFor, NO_PAGES, type PageAnswer, type Pages, withFirstPage, withTold } from '../pages.js';
import type { LiveSource } from '../shared/live.js';
import { startOf } from './active-calls.js';
import { type CallQuery, matchOf } from './call-filter.js';
import { callOfEvent, isCallEvent, type ShownCall } from './call-of-event.js';

type History = Pages<ShownCall>;

const toldBy = ({ items }: History, event: CtiEvent): ShownCall | null =>
  isCallEvent(event)
    ? callOfEvent(
        event,
        items.find(({ id }) => id === event.call_id),
      )
    : null;

/** The history after an event: a new call comes, a known one changes, one that the query does not ask for any more leaves. */
export const historyAfter = (history: History, query: CallQuery, event: CtiEvent): History => {
  const call = toldBy(history, event);
  return call === null ? history : withTold(history, call, matchOf(call, query), startOf);
};

export const mustAskForHistory = (history: History, query: CallQuery, event: CtiEvent): boolean => {
  const call = toldBy(history, event);
  return call !== null && mustAskFor(history, call, matchOf(call, query), startOf);
};

export const readCalls = (
  client: CtiClient,
  query: CallQuery,
  cursor?: string,
  signal?: AbortSignal,
): Promise<PageAnswer<ShownCall>> =>
  client.request('GET', '/api/calls', { query: cursor === undefined ? query : { ...query, cursor }, signal });

export const callHistory = (query: CallQuery): LiveSource<History> => ({
  empty: NO_PAGES,
  read: async (client, signal) => firstPage(await readCalls(client, query, undefined, signal)),
  apply: (history, event) => historyAfter(history, query, event),
  mustAsk: (history, event) => mustAskForHistory(history, query, event),
  join: (shown, read) => withFirstPage(shown, read, startOf),
});
