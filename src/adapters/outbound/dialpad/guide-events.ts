import type { Translation } from '../../../application/ports/payload-reader.js';
import type { CallObservation } from '../../../domain/call/call-facts.js';
import type { DialpadId } from '../../../domain/dialpad-id.js';
import type { Observation } from '../../../domain/observation.js';
import type { Timestamp } from '../../../domain/timestamp.js';
import type { VoicemailKey } from '../../../domain/voicemail/voicemail.js';
import {
  audioUrl,
  callIdOf,
  callRecordingUrl,
  firstOf,
  happenedAtOf,
  partiesOf,
  type Sections,
  sectionsOf,
} from './guide-fields.js';
import { translateGuideMessage } from './guide-messages.js';
import { type Fields, idOf, own, quoted, secondsOf, textOf, timeOf, wordOf } from './json-fields.js';

/** The name of an event of the guide's family, as it is written; null if this is none. */
export const guideEventName = (event: Fields): string | null =>
  [own(event, 'event_type'), own(event, 'event'), own(event, 'type')].find(isName) ?? null;

const isName = (value: unknown): value is string => wordOf(value) !== null;

const CALL_EVENTS = ['call.ring', 'call.started', 'call.ended', 'call.missed', 'call.rejected'] as const;
type CallEvent = (typeof CALL_EVENTS)[number];
const VOICEMAIL_EVENTS = ['voicemail.received', 'voicemail.updated', 'voicemail.transcribed', 'call.voicemail'];

/** What an event of the guide's family says (contract §3). */
export const translateGuideEvent = (event: Fields, receivedAt: Timestamp): Translation => {
  const written = guideEventName(event) ?? '';
  const name = wordOf(written) ?? '';
  const sections = sectionsOf(event);
  const call = CALL_EVENTS.find((known) => known === name);
  if (call !== undefined) return translateCall(call, sections, receivedAt);
  if (name === 'call.recording.completed') return translateRecording(sections, receivedAt);
  if (VOICEMAIL_EVENTS.includes(name)) return translateVoicemail(name, sections, receivedAt);
  return (
    translateGuideMessage(name, sections, receivedAt) ?? {
      _tag: 'Ignored',
      reason: `unknown event type ${quoted(written)}`,
    }
  );
};

const NO_CALL_ID: Translation = { _tag: 'Unusable', reason: 'call event without a call id' };

const observed = (...observations: readonly Observation[]): Translation => ({ _tag: 'Observed', observations });

const translateCall = (name: CallEvent, sections: Sections, receivedAt: Timestamp): Translation => {
  const dialpadCallId = callIdOf(sections, 'call', sections.around('call'));
  if (dialpadCallId === null) return NO_CALL_ID;
  const seen = { ...sightingOf(dialpadCallId, sections, receivedAt), ...courseOf(name, sections) };
  return observed({ _tag: 'Call', seen: { ...seen, recordingUrl: callRecordingUrl(sections) } });
};

const sightingOf = (dialpadCallId: DialpadId, sections: Sections, receivedAt: Timestamp): CallObservation => ({
  dialpadCallId,
  receivedAt,
  happenedAt: happenedAtOf(sections, 'call'),
  ...partiesOf(sections, 'call'),
  startedAt: firstOf(sections.around('call'), ['started_at', 'start_time'], timeOf),
});

/** How far the call has come, by the name of the event. */
const courseOf = (name: CallEvent, sections: Sections): Partial<CallObservation> => {
  const around = sections.around('call');
  const end = {
    over: true,
    endedAt: firstOf(around, ['ended_at', 'end_time'], timeOf),
    durationSeconds: firstOf(around, ['duration', 'duration_seconds'], secondsOf),
  };
  switch (name) {
    case 'call.ring':
      return {};
    case 'call.started':
      return { connected: true };
    case 'call.ended':
      return { ...end, ...outcomeOf(firstOf(around, ['status'], wordOf)) };
    case 'call.missed':
      return { ...end, missed: true };
    case 'call.rejected':
      return { ...end, rejected: true };
    default:
      return name satisfies never;
  }
};

/** What the status in a `call.ended` adds to it, where it is plain. Nobody answering is a missed call only if it was inbound. */
const outcomeOf = (status: string | null): Partial<CallObservation> => {
  switch (status) {
    case 'missed':
      return { missed: true };
    case 'rejected':
    case 'declined':
      return { rejected: true };
    case 'no_answer':
    case 'no-answer':
    case 'unanswered':
    case 'busy':
      return { unanswered: true };
    default:
      return {};
  }
};

const translateRecording = (sections: Sections, receivedAt: Timestamp): Translation => {
  const dialpadCallId = callIdOf(sections, 'recording', sections.around('call'));
  if (dialpadCallId === null) return NO_CALL_ID;
  const recordingUrl = audioUrl(sections, 'recording');
  if (recordingUrl === null) return { _tag: 'Unusable', reason: 'recording event without the address of a recording' };
  const seen = { ...sightingOf(dialpadCallId, sections, receivedAt), afterwards: true, recordingUrl };
  return observed({ _tag: 'Call', seen });
};

/**
 * A message in the mailbox. `call.voicemail` without audio, transcript or length only says that the call has reached the
 * mailbox; the others are proof by their name.
 */
const translateVoicemail = (name: string, sections: Sections, receivedAt: Timestamp): Translation => {
  const aboutCall = name === 'call.voicemail';
  const dialpadCallId = callIdOf(sections, 'voicemail', aboutCall ? sections.around('call') : sections.of('call'));
  const all = sections.all('voicemail');
  const message = {
    recordingUrl: audioUrl(sections, 'voicemail'),
    transcript: firstOf(all, ['transcript'], textOf),
    durationSeconds: firstOf(all, ['duration', 'duration_seconds'], secondsOf),
  };
  const proven = message.recordingUrl !== null || message.transcript !== null || (message.durationSeconds ?? 0) > 0;
  const left = proven || !aboutCall;

  const { direction, ...parties } = partiesOf(sections, 'voicemail');
  const common = { receivedAt, happenedAt: happenedAtOf(sections, 'voicemail'), ...parties };
  const call: readonly Observation[] =
    dialpadCallId === null
      ? []
      : [{ _tag: 'Call', seen: { dialpadCallId, ...common, direction, voicemailLeft: left } }];
  if (!left) return dialpadCallId === null ? NO_CALL_ID : observed(...call);

  const key = keyOf(dialpadCallId, sections, aboutCall);
  if (key === null) return { _tag: 'Unusable', reason: 'voicemail event without a call id or a voicemail id' };
  return observed(...call, { _tag: 'Voicemail', seen: { key, dialpadCallId, ...common, ...message } });
};

/** The call that left it, else the voicemail's own id; the plain `id` of a call's event is never that. */
const keyOf = (callId: DialpadId | null, sections: Sections, aboutCall: boolean): VoicemailKey | null => {
  if (callId !== null) return `call:${callId}`;
  const plain = aboutCall ? sections.of('voicemail') : sections.around('voicemail');
  const id = firstOf(sections.all('voicemail'), ['voicemail_id'], idOf) ?? firstOf(plain, ['id'], idOf);
  return id === null ? null : `recording:${id}`;
};
