import { endOf } from './call-end.js';
import type { CallFacts } from './call-facts.js';

export const CALL_STATUSES = ['ringing', 'active', 'ended', 'missed', 'rejected', 'voicemail'] as const;
export type CallStatus = (typeof CALL_STATUSES)[number];

/** Whether a call with this status still goes on. */
export const isLive = (status: CallStatus): boolean => status === 'ringing' || status === 'active';

export const LIVE_STATUSES: readonly CallStatus[] = CALL_STATUSES.filter(isLive);

/**
 * The status that follows from the facts: the first line that holds (contract §4). A leg that rang while somebody else answered was
 * not missed.
 */
export const statusOf = (facts: CallFacts, answeredElsewhere = false): CallStatus => {
  const connected = facts.connectedAt !== null;
  const over = endOf(facts) !== null;
  const unansweredInbound = facts.direction?.value === 'inbound' && over && facts.unanswered && !connected;

  if (facts.voicemailLeft && !connected) return 'voicemail';
  if (facts.rejected && !connected) return 'rejected';
  if (((facts.missed && !connected) || unansweredInbound) && !answeredElsewhere) return 'missed';
  if (over) return 'ended';
  return connected ? 'active' : 'ringing';
};
