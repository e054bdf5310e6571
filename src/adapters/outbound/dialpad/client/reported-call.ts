import type { ReportedCall } from '../../../../application/ports/phone-system.js';
import { phaseOf } from '../call-states.js';
import { timeOf } from '../event-times.js';
import { type Fields, field, idOf, wordOf } from '../json-fields.js';

/** Reads a call of `GET /call` or `GET /call/{id}`; null without an id. */
export const reportedCall = (call: Fields): ReportedCall | null => {
  const id = idOf(field(call, 'call_id'));
  if (id === null) return null;
  const state = wordOf(field(call, 'state'));
  const isKnown = state !== null && phaseOf(state) !== null;
  const isOver = timeOf(field(call, 'date_ended')) !== null || (state !== null && phaseOf(state) === 'over');
  return {
    id,
    // Ids beyond 2^53 are strings of digits here. A known state is needed, as the payload reader recognises call events by it.
    payload: JSON.stringify(!isKnown && isOver ? { ...call, state: 'hangup' } : call),
    startedAt: timeOf(field(call, 'date_started')),
    over: isOver,
  };
};
