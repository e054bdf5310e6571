import type { ReportedCall } from '../../../../application/ports/phone-system.js';
import { phaseOf } from '../call-states.js';
import { type Fields, idOf, own, timeOf, wordOf } from '../json-fields.js';

/** A call of `GET /call` or `GET /call/{id}`; null without an id. */
export const reportedCall = (call: Fields): ReportedCall | null => {
  const id = idOf(own(call, 'call_id'));
  if (id === null) return null;
  const state = wordOf(own(call, 'state'));
  const isKnown = state !== null && phaseOf(state) !== null;
  const over = timeOf(own(call, 'date_ended')) !== null || (state !== null && phaseOf(state) === 'over');
  return {
    id,
    // Ids beyond 2^53 are in it as strings of digits by now. Without a state that is known it would be no call event.
    payload: JSON.stringify(!isKnown && over ? { ...call, state: 'hangup' } : call),
    startedAt: timeOf(own(call, 'date_started')),
    over,
  };
};
