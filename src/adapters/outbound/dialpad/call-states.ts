/** What a state of Dialpad's says about the call by itself: it goes on, it is over, or neither. */
export type CallPhase = 'live' | 'over' | 'aside';

/*
 * Dialpad's page of call events names the states; `all` is a value for subscriptions and never sent. The mailbox and a supervisor's
 * doings belong to a call that goes on. What comes after a call says nothing about liveness: its time fields do.
 */
const STATES: Readonly<Record<CallPhase, readonly string[]>> = {
  live: [
    ...['calling', 'ringing', 'preanswer', 'queued', 'connected', 'hold', 'parked', 'merged', 'voicemail'],
    ...['monitor', 'barge', 'takeover', 'eavesdrop'],
  ],
  over: ['hangup', 'missed', 'blocked'],
  aside: [
    ...['voicemail_uploaded', 'transcription', 'recording', 'admin_recording', 'call_transcription'],
    ...['recap_summary', 'recap_outcome', 'recap_purposes', 'recap_action_items', 'ai_playbook'],
    ...['dispositions', 'csat', 'pcsat', 'postcall', 'admin'],
  ],
};

const PHASES: ReadonlyMap<string, CallPhase> = new Map([
  ...STATES.live.map((state) => [state, 'live'] as const),
  ...STATES.over.map((state) => [state, 'over'] as const),
  ...STATES.aside.map((state) => [state, 'aside'] as const),
]);

/** The phase of a state, written in lower case; null for a state that is not known. */
export const phaseOf = (state: string): CallPhase | null => PHASES.get(state) ?? null;

/**
 * What a subscription is to name, so that it delivers every state that is understood here: all but `eavesdrop`, which Dialpad's newer
 * descriptions do not have any more and might refuse. Not `all`: such a subscription was seen to deliver nothing.
 */
export const SUBSCRIBED_STATES: readonly string[] = [...PHASES.keys()].filter((state) => state !== 'eavesdrop');
