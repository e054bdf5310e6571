import type { CallObservation } from '../../../domain/call/call-facts.js';
import type { Timestamp } from '../../../domain/timestamp.js';
import { type CallPhase, impliesEnd } from './call-states.js';
import { timeOf } from './event-times.js';
import { type Fields, field, millisecondsAsSeconds } from './json-fields.js';

/**
 * How far the call has come. Only `date_connected` proves that a person answered. A call is over by its state, or by `date_ended`
 * whatever the state (events.md §3).
 */
export const progressOf = (event: Fields, state: string, phase: CallPhase) => {
  const connectedAt = timeOf(field(event, 'date_connected'));
  const endedAt = timeOf(field(event, 'date_ended'));
  const connected = connectedAt !== null;
  const over = phase === 'over' || endedAt !== null;
  return {
    startedAt: timeOf(field(event, 'date_started')),
    connected,
    connectedAt,
    over,
    endedAt,
    impliesEnd: impliesEnd(state),
    durationSeconds: talkSeconds(event, state, connectedAt, endedAt),
    missed: state === 'missed',
    rejected: state === 'blocked',
    unanswered: over && !connected && saysWhetherAnswered(event, phase),
  } satisfies Partial<CallObservation>;
};

/** An after-call event may leave fields out; there only a `date_connected` that is present and empty means that nobody answered. */
const saysWhetherAnswered = (event: Fields, phase: CallPhase): boolean =>
  phase !== 'after-call' || Object.hasOwn(event, 'date_connected');

/**
 * The length of the conversation, at most from answer to end: on the leg of a line, Dialpad's `duration` includes the menu. An event that
 * can only follow the call may give the length without the times.
 */
const talkSeconds = (
  event: Fields,
  state: string,
  connectedAt: Timestamp | null,
  endedAt: Timestamp | null,
): number | null => {
  const duration = millisecondsAsSeconds(field(event, 'duration'));
  const talkTime = millisecondsAsSeconds(field(event, 'talk_time'));
  if (connectedAt === null) return impliesEnd(state) ? talkTime || duration || null : null;
  const length = duration ?? talkTime;
  return length === null || endedAt === null
    ? length
    : Math.min(length, Math.max(0, Math.round((endedAt - connectedAt) / 1000)));
};
