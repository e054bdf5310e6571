import type { Translation } from '../../../application/ports/payload-reader.js';
import type { CallObservation } from '../../../domain/call/call-facts.js';
import type { DialpadId } from '../../../domain/dialpad-id.js';
import type { Timestamp } from '../../../domain/timestamp.js';
import { timeOf } from './event-times.js';
import {
  audioUrl,
  callIdOf,
  callRecordingId,
  callRecordingUrl,
  firstOf,
  happenedAtOf,
  partiesOf,
  type Sections,
} from './guide-fields.js';
import { secondsOf, wordOf } from './json-fields.js';

export const GUIDE_CALL_EVENTS = ['call.ring', 'call.started', 'call.ended', 'call.missed', 'call.rejected'] as const;
type GuideCallEvent = (typeof GUIDE_CALL_EVENTS)[number];

export const NO_CALL_ID: Translation = { _tag: 'Unusable', reason: 'call event without a call id' };

/** Translates an event about the course of a call. */
export const translateGuideCall = (name: GuideCallEvent, sections: Sections, receivedAt: Timestamp): Translation => {
  const dialpadCallId = callIdOf(sections, 'call', sections.near('call'));
  if (dialpadCallId === null) return NO_CALL_ID;
  return observed({
    recordingUrl: callRecordingUrl(sections),
    recordingId: callRecordingId(sections),
    ...commonOf(dialpadCallId, sections, receivedAt),
    ...progressOf(name, sections),
  });
};

/** Translates `call.recording.completed`. */
export const translateGuideRecording = (sections: Sections, receivedAt: Timestamp): Translation => {
  const dialpadCallId = callIdOf(sections, 'recording', sections.near('call'));
  if (dialpadCallId === null) return NO_CALL_ID;
  const recordingUrl = audioUrl(sections, 'recording');
  if (recordingUrl === null) return { _tag: 'Unusable', reason: 'recording event without the address of a recording' };
  const common = commonOf(dialpadCallId, sections, receivedAt);
  return observed({ ...common, afterwards: true, recordingUrl, recordingId: callRecordingId(sections) });
};

const observed = (seen: CallObservation): Translation => ({ _tag: 'Observed', observations: [{ _tag: 'Call', seen }] });

const commonOf = (dialpadCallId: DialpadId, sections: Sections, receivedAt: Timestamp): CallObservation => ({
  dialpadCallId,
  receivedAt,
  happenedAt: happenedAtOf(sections, 'call'),
  startedAt: firstOf(sections.near('call'), ['started_at', 'start_time'], timeOf),
  ...partiesOf(sections, 'call'),
});

/** How far the call has come, by the name of the event. */
const progressOf = (name: GuideCallEvent, sections: Sections): Partial<CallObservation> => {
  const near = sections.near('call');
  const end = {
    over: true,
    endedAt: firstOf(near, ['ended_at', 'end_time'], timeOf),
    durationSeconds: firstOf(near, ['duration', 'duration_seconds'], secondsOf),
  };
  switch (name) {
    case 'call.ring':
      return {};
    case 'call.started':
      return { connected: true };
    case 'call.ended':
      return { ...end, ...outcomeOf(firstOf(near, ['status'], wordOf)) };
    case 'call.missed':
      return { ...end, missed: true };
    case 'call.rejected':
      return { ...end, rejected: true };
    default:
      return name satisfies never;
  }
};

/** What the status of `call.ended` adds. An unanswered call is not called missed here: it is one only if it was inbound. */
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
