import type { CtiClient, CtiEvent } from '../../client/index.js';
import { withItem, without } from '../newest-first.js';
import type { LiveSource } from '../shared/live.js';
import { type ActiveCallFilter, matchOf } from './call-filter.js';
import { callOfEvent, isCallEvent, type ShownCall } from './call-of-event.js';

/** The most calls that are read or kept. */
const MAX_CALLS = 1_000;
const PAGE = 100;

export const startOf = (call: ShownCall): string => call.started_at;
export const isActive = ({ status }: ShownCall): boolean => status === 'ringing' || status === 'active';

/** The active calls after an event: new ones come, others change, ended ones leave. */
export const activeCallsAfter = (
  calls: readonly ShownCall[],
  filter: ActiveCallFilter,
  event: CtiEvent,
): readonly ShownCall[] => {
  if (!isCallEvent(event)) return calls;
  const before = calls.find(({ id }) => id === event.call_id);
  const call = callOfEvent(event, before);
  const match = isActive(call) ? matchOf(call, filter) : 'no';
  if (match === 'no') return without(calls, call.id);
  if (match === 'ask' && before === undefined) return calls;
  return withItem(calls, call, startOf).slice(0, MAX_CALLS);
};

/** Whether only the server knows if the call of an event belongs here. */
export const mustAskForActive = (calls: readonly ShownCall[], filter: ActiveCallFilter, event: CtiEvent): boolean => {
  if (!isCallEvent(event) || calls.some(({ id }) => id === event.call_id)) return false;
  const call = callOfEvent(event);
  return isActive(call) && matchOf(call, filter) === 'ask';
};

/** All calls that ring or are active, page by page. */
export const readActiveCalls = async (
  client: CtiClient,
  filter: ActiveCallFilter,
  signal: AbortSignal,
): Promise<readonly ShownCall[]> => {
  const calls: ShownCall[] = [];
  let cursor: string | null = null;
  do {
    const query: ActiveCallFilter & { limit: number; cursor?: string } = { ...filter, limit: PAGE };
    if (cursor !== null) query.cursor = cursor;
    const { data, pagination } = await client.request('GET', '/api/calls/active', { query, signal });
    calls.push(...data);
    cursor = pagination.has_more ? pagination.next_cursor : null;
  } while (cursor !== null && calls.length < MAX_CALLS);
  return calls;
};

export const activeCalls = (filter: ActiveCallFilter): LiveSource<readonly ShownCall[]> => ({
  empty: [],
  read: (client, signal) => readActiveCalls(client, filter, signal),
  apply: (calls, event) => activeCallsAfter(calls, filter, event),
  mustAsk: (calls, event) => mustAskForActive(calls, filter, event),
  join: (_, read) => read,
});
