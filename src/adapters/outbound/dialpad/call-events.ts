import type { Translation } from '../../../application/ports/payload-reader.js';
import type { CallObservation } from '../../../domain/call/call-facts.js';
import type { DialpadId } from '../../../domain/dialpad-id.js';
import type { Direction } from '../../../domain/direction.js';
import type { Observation } from '../../../domain/observation.js';
import type { Timestamp } from '../../../domain/timestamp.js';
import { detailsOf, linksOf } from './call-details.js';
import { type CallRecordings, recordingsOf, voicemailTranscript } from './call-recordings.js';
import { type CallPhase, phaseOf } from './call-states.js';
import {
  directionOf,
  type Fields,
  fieldsOf,
  idOf,
  millisecondsAsSeconds,
  own,
  quoted,
  textOf,
  timeOf,
  wordOf,
} from './json-fields.js';
import { personOf } from './target-person.js';

/** Whether this is one of Dialpad's own call events: they name the moment in `state`. */
export const isCallEvent = (event: Fields): boolean => wordOf(own(event, 'state')) !== null;

/** What one of Dialpad's own call events says: its state names the moment, its other fields are a snapshot of the call. */
export const translateCallEvent = (event: Fields, receivedAt: Timestamp): Translation => {
  const state = wordOf(own(event, 'state')) ?? '';
  const phase = phaseOf(state);
  if (phase === null) return { _tag: 'Ignored', reason: `unknown call state ${quoted(state)}` };
  const callId = idOf(own(event, 'call_id'));
  if (callId === null) return { _tag: 'Unusable', reason: 'call event without a call id' };

  const recordings = recordingsOf(event);
  const voicemail = voicemailOf(event, state, recordings);
  const seen = {
    ...sightingOf(event, callId, receivedAt),
    ...courseOf(event, state, phase),
    ...linksOf(event),
    ...detailsOf(event, state),
    afterwards: phase === 'aside',
    voicemailLeft: voicemail !== null,
    recordingUrl: recordings.user,
    companyRecordingUrl: recordings.company,
    isRecordingPage: recordings.arePages,
  };
  const call: readonly Observation[] = saysNothing(seen) ? [] : [{ _tag: 'Call', seen }];
  if (voicemail === null) return { _tag: 'Observed', observations: call };

  const { dialpadCallId, happenedAt, dialpadUserId, fromNumber, toNumber } = seen;
  const common = { dialpadCallId, receivedAt, happenedAt, dialpadUserId, fromNumber, toNumber };
  const message: Observation = { _tag: 'Voicemail', seen: { key: `call:${callId}`, ...common, ...voicemail } };
  return { _tag: 'Observed', observations: [...call, message] };
};

/** Who spoke with whom. */
const sightingOf = (event: Fields, dialpadCallId: DialpadId, receivedAt: Timestamp) =>
  ({
    dialpadCallId,
    receivedAt,
    happenedAt: timeOf(own(event, 'event_timestamp')),
    ...partiesOf(event),
    dialpadUserId: personOf(own(event, 'target')),
  }) satisfies CallObservation;

interface Parties {
  readonly direction: Direction | null;
  readonly fromNumber: string | null;
  readonly toNumber: string | null;
}

/** Withheld callers have null, or a word, for a number; then the contact's is the next best. */
const partiesOf = (event: Fields): Parties => {
  const direction = directionOf(own(event, 'direction'));
  const external = textOf(own(event, 'external_number')) ?? textOf(own(fieldsOf(own(event, 'contact')), 'phone'));
  const internal = textOf(own(event, 'internal_number'));
  switch (direction) {
    case 'inbound':
      return { direction, fromNumber: external, toNumber: internal };
    case 'outbound': {
      // Dialpad was seen to send the word instead of a number of ours.
      const ours =
        internal === null || wordOf(internal) === 'blocked' ? textOf(own(event, 'selected_caller_id')) : null;
      return { direction, fromNumber: ours ?? internal, toNumber: external };
    }
    case null:
      return { direction, fromNumber: null, toNumber: null };
    default:
      return direction satisfies never;
  }
};

/**
 * How far the call has come. Only `date_connected` proves that a person answered; a call is over by its state or by
 * `date_ended`, whatever the state.
 */
const courseOf = (event: Fields, state: string, phase: CallPhase) => {
  const startedAt = timeOf(own(event, 'date_started'));
  const connectedAt = timeOf(own(event, 'date_connected'));
  const endedAt = timeOf(own(event, 'date_ended'));
  const connected = connectedAt !== null;
  const over = phase === 'over' || endedAt !== null;
  // What comes after a call may be cut short: there, only a field that stands and is empty denies that anybody answered.
  const denied = phase !== 'aside' || Object.hasOwn(event, 'date_connected');
  const unanswered = over && !connected && denied;
  return {
    startedAt,
    connected,
    connectedAt,
    over,
    endedAt,
    durationSeconds: talkSeconds(event, connectedAt, endedAt),
    missed: state === 'missed',
    rejected: state === 'blocked',
    unanswered,
  } satisfies Partial<CallObservation>;
};

/** A line's leg counts its menu into the duration; nobody talks longer than from the answer to the end. */
const talkSeconds = (event: Fields, connectedAt: Timestamp | null, endedAt: Timestamp | null): number | null => {
  if (connectedAt === null) return null;
  const stated = millisecondsAsSeconds(own(event, 'duration'));
  return stated === null || endedAt === null
    ? stated
    : Math.min(stated, Math.max(0, Math.round((endedAt - connectedAt) / 1000)));
};

interface MessageLeft {
  readonly recordingUrl: string | null;
  readonly isRecordingPage: boolean;
  readonly transcript: string | null;
  readonly durationSeconds: number | null;
}

/**
 * The message that was left, or null: to reach the mailbox (state `voicemail`) is not to leave one. A text alone proves a message only
 * where nobody answered: the API calls it the transcript of the call.
 */
const voicemailOf = (event: Fields, state: string, { voicemail }: CallRecordings): MessageLeft | null => {
  const isAnswered = timeOf(own(event, 'date_connected')) !== null;
  const isOfMessage = voicemail !== null || state === 'voicemail_uploaded' || state === 'transcription' || !isAnswered;
  const transcript = isOfMessage ? voicemailTranscript(event) : null;
  if (state !== 'voicemail_uploaded' && voicemail === null && transcript === null) return null;
  return {
    recordingUrl: voicemail?.url ?? null,
    isRecordingPage: voicemail?.isPage === true,
    transcript,
    durationSeconds: voicemail?.durationSeconds ?? null,
  };
};

/**
 * What comes after a call and tells neither when it was nor anything that is kept would, taken for a scoped, make a call that was
 * never heard of before ring.
 */
const saysNothing = (seen: CallObservation): boolean =>
  seen.afterwards === true && !REMARKABLE.some((field) => (seen[field] ?? false) !== false);

const REMARKABLE = [
  ...(['connected', 'over', 'voicemailLeft', 'recordingUrl', 'companyRecordingUrl', 'labels', 'dispositions'] as const),
  ...(['recapSummary', 'recapOutcome', 'recapPurposes', 'recapActionItems', 'satisfaction'] as const),
] satisfies readonly (keyof CallObservation)[];
