import type { Translation } from '../../../application/ports/payload-reader.js';
import type { CallObservation } from '../../../domain/call/call-facts.js';
import type { DialpadId } from '../../../domain/dialpad-id.js';
import type { Observation } from '../../../domain/observation.js';
import type { Timestamp } from '../../../domain/timestamp.js';
import { detailsOf, linksOf } from './call-details.js';
import { partiesOf } from './call-parties.js';
import { progressOf } from './call-progress.js';
import { recordingsOf } from './call-recordings.js';
import { type CallPhase, phaseOf } from './call-states.js';
import { voicemailOf } from './call-voicemail.js';
import { timeOf } from './event-times.js';
import { type Fields, field, idOf, quoted, wordOf } from './json-fields.js';
import { targetUserId } from './target-user.js';
import { keysInCallEvent } from './voicemail-keys.js';

/** Fields that only Dialpad's own call events have. */
const OWN_FIELDS: readonly string[] = [
  ...['external_number', 'internal_number', 'selected_caller_id', 'date_started', 'date_rang', 'date_first_rang'],
  ...['date_connected', 'date_ended', 'date_queued', 'master_call_id', 'entry_point_call_id', 'operator_call_id'],
  ...['entry_point_target', 'total_duration', 'talk_time', 'recording_details', 'voicemail_link'],
];

/**
 * Whether this is a call event in Dialpad's own format, whatever it is labelled: it has a known `state` and a `call_id`. Under the name of
 * an event of the guide (`isNamed`), whose calls may have a state too, it also needs a field that only Dialpad uses.
 */
export const isDialpadCall = (event: Fields, isNamed: boolean): boolean => {
  const state = wordOf(field(event, 'state'));
  const isCall = state !== null && phaseOf(state) !== null && (field(event, 'call_id') ?? null) !== null;
  return isCall && (!isNamed || OWN_FIELDS.some((name) => Object.hasOwn(event, name)));
};

/** Translates a call event in Dialpad's own format: `state` says what happened, the other fields are a snapshot of the call. */
export const translateCallEvent = (event: Fields, receivedAt: Timestamp): Translation => {
  const state = wordOf(field(event, 'state')) ?? '';
  const phase = phaseOf(state);
  if (phase === null) return { _tag: 'Ignored', reason: `unknown call state ${quoted(state)}` };
  const callId = idOf(field(event, 'call_id'));
  if (callId === null) return { _tag: 'Unusable', reason: 'call event without a call id' };
  return { _tag: 'Observed', observations: observationsOf(event, state, phase, callId, receivedAt) };
};

const observationsOf = (
  event: Fields,
  state: string,
  phase: CallPhase,
  callId: DialpadId,
  receivedAt: Timestamp,
): readonly Observation[] => {
  const recordings = recordingsOf(event);
  const voicemail = voicemailOf(event, state, recordings);
  const common = commonOf(event, callId, receivedAt);
  const seen = {
    afterwards: phase === 'after-call',
    voicemailLeft: voicemail !== null,
    recordingUrl: recordings.user,
    recordingId: recordings.userId,
    companyRecordingUrl: recordings.company,
    companyRecordingId: recordings.companyId,
    isRecordingPage: recordings.arePages,
    ...common,
    ...partiesOf(event),
    ...progressOf(event, state, phase),
    ...linksOf(event),
    ...detailsOf(event, state),
  };
  const call: readonly Observation[] = saysNothing(seen) ? [] : [{ _tag: 'Call', seen }];
  if (voicemail === null) return call;
  const { fromNumber, toNumber } = seen;
  const keys = keysInCallEvent(event, callId);
  return [...call, { _tag: 'Voicemail', seen: { keys, ...common, fromNumber, toNumber, ...voicemail } }];
};

/** What the observations of a call and of its voicemail share. */
const commonOf = (event: Fields, dialpadCallId: DialpadId, receivedAt: Timestamp) => ({
  dialpadCallId,
  receivedAt,
  happenedAt: timeOf(field(event, 'event_timestamp')),
  dialpadUserId: targetUserId(field(event, 'target')),
});

/**
 * Whether an after-call event neither proves the end, nor has a time of the call, nor any content that is stored. As an observation it
 * would make a call that is not yet known appear to ring.
 */
const saysNothing = (seen: CallObservation): boolean =>
  seen.afterwards === true && !CONTENT.some((name) => (seen[name] ?? false) !== false);

const CONTENT = [
  ...([
    'connected',
    'over',
    'impliesEnd',
    'voicemailLeft',
    'recordingUrl',
    'companyRecordingUrl',
    'labels',
    'dispositions',
  ] as const),
  ...(['recapSummary', 'recapOutcome', 'recapPurposes', 'recapActionItems', 'satisfaction'] as const),
] satisfies readonly (keyof CallObservation)[];
