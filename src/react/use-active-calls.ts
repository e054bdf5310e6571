import { activeCalls } from './calls/active-calls.js';
import type { ActiveCallFilter } from './calls/call-filter.js';
import type { ShownCall } from './calls/call-of-event.js';
import { liveHook } from './use-live.js';

export interface ActiveCalls {
  /** Those that ring or are active, newest first; at most 1,000. */
  readonly calls: readonly ShownCall[];
  /** Whether they are being read for the first time, or afresh. */
  readonly isLoading: boolean;
  /** Why they could not be read. It is tried again by itself, unless the server refuses it. */
  readonly error: Error | null;
  /** Reads them again. */
  readonly reload: () => Promise<void>;
}

const ALL: ActiveCallFilter = {};
const useActive = liveHook(activeCalls);

/** The calls that ring or are active now. The filter is that of `GET /api/calls/active`: `{ crm_user_id: 'ana@example.com' }`. */
export const useActiveCalls = (filter: ActiveCallFilter = ALL): ActiveCalls => {
  const [{ value: calls, isLoading, error }, { reload }] = useActive(filter);
  return { calls, isLoading, error, reload };
};
