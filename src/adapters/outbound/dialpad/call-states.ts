/** What a call state by itself says about the call: it goes on, it is over, or neither, as the event reports something made after it. */
export type CallPhase = 'live' | 'over' | 'after-call';

/*
 * The states of Dialpad's page on call events, without `all`, which only subscriptions use. The mailbox and a supervisor's actions
 * belong to a call that goes on. An after-call state says nothing about liveness; the time fields of its event do.
 */
const STATES: Readonly<Record<CallPhase, readonly string[]>> = {
  live: [
    ...['calling', 'ringing', 'preanswer', 'queued', 'connected', 'hold', 'parked', 'merged', 'voicemail'],
    ...['monitor', 'barge', 'takeover', 'eavesdrop'],
  ],
  over: ['hangup', 'missed', 'blocked'],
  'after-call': [
    ...['voicemail_uploaded', 'transcription', 'recording', 'admin_recording', 'call_transcription'],
    ...['recap_summary', 'recap_outcome', 'recap_purposes', 'recap_action_items', 'ai_playbook'],
    ...['dispositions', 'csat', 'pcsat', 'postcall', 'admin'],
  ],
};

const PHASES: ReadonlyMap<string, CallPhase> = new Map([
  ...STATES.live.map((state) => [state, 'live'] as const),
  ...STATES.over.map((state) => [state, 'over'] as const),
  ...STATES['after-call'].map((state) => [state, 'after-call'] as const),
]);

/**
 * The states that can only follow a call (events.md §3): the recap, the transcript of the conversation, the agent's wrap-up and surveys.
 * Not a recording, which may be of a part of the call, nor what is in a mailbox.
 */
const ONLY_AFTER_THE_END: ReadonlySet<string> = new Set([
  ...['recap_summary', 'recap_outcome', 'recap_purposes', 'recap_action_items', 'call_transcription'],
  ...['dispositions', 'csat', 'pcsat', 'postcall'],
]);

/** Whether a state, in lower case, proves that the call is over. */
export const impliesEnd = (state: string): boolean => ONLY_AFTER_THE_END.has(state);

/** The phase of a state written in lower case; null for an unknown state. */
export const phaseOf = (state: string): CallPhase | null => PHASES.get(state) ?? null;

/**
 * The states that a subscription must name to deliver everything that this adapter reads. `eavesdrop` is left out: newer versions of
 * Dialpad's OpenAPI do not have it and might refuse it. `all` is left out: a subscription to it was seen to deliver nothing
 * (events.md §5).
 */
export const SUBSCRIBED_STATES: readonly string[] = [...PHASES.keys()].filter((state) => state !== 'eavesdrop');
