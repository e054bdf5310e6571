import type { Timestamp } from '../timestamp.js';
import type { Call } from './call.js';
import type { CallObservation } from './call-facts.js';

/**
 * That a call has these labels from now on, and nothing else: it says nothing new of when the call began, or whether it goes on. Its time is after that
 * of the labels that are known, whose clock may be ahead.
 */
export const labelOn = (
  { dialpadCallId, facts: { startedAt, details } }: Call,
  labels: readonly string[],
  now: Timestamp,
): CallObservation => {
  const happenedAt = Math.max(now, (details.labels?.at ?? Number.NEGATIVE_INFINITY) + 1);
  return { dialpadCallId, receivedAt: now, happenedAt, startedAt: startedAt.at, afterwards: true, labels };
};
