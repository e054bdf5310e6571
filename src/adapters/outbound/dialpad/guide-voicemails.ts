import type { Translation } from '../../../application/ports/payload-reader.js';
import type { Observation } from '../../../domain/observation.js';
import type { Timestamp } from '../../../domain/timestamp.js';
import { NO_CALL_ID } from './guide-calls.js';
import { audioUrl, callIdOf, firstOf, happenedAtOf, partiesOf, type Sections } from './guide-fields.js';
import { secondsOf, textOf } from './json-fields.js';
import { keysInGuideEvent } from './voicemail-keys.js';

/** A call event by its name; the others are about the voicemail itself. */
const CALL_VOICEMAIL = 'call.voicemail';

export const GUIDE_VOICEMAIL_EVENTS: readonly string[] = [
  'voicemail.received',
  'voicemail.updated',
  'voicemail.transcribed',
  CALL_VOICEMAIL,
];

/** Translates an event about a voicemail: an observation of the voicemail, and one of its call where the event names it. */
export const translateGuideVoicemail = (name: string, sections: Sections, receivedAt: Timestamp): Translation => {
  const isCallEvent = name === CALL_VOICEMAIL;
  const dialpadCallId = callIdOf(sections, 'voicemail', isCallEvent ? sections.near('call') : sections.under('call'));
  const content = contentOf(sections);
  // `call.voicemail` without any content only says that the call reached the mailbox; the other names are proof by themselves.
  const voicemailLeft = !isCallEvent || hasContent(content);

  const { direction, ...parties } = partiesOf(sections, 'voicemail');
  const common = { receivedAt, happenedAt: happenedAtOf(sections, 'voicemail'), ...parties };
  const call: readonly Observation[] =
    dialpadCallId === null ? [] : [{ _tag: 'Call', seen: { dialpadCallId, ...common, direction, voicemailLeft } }];
  if (!voicemailLeft) return dialpadCallId === null ? NO_CALL_ID : { _tag: 'Observed', observations: call };

  // The plain `id` of a call event is not the voicemail's.
  const plain = isCallEvent ? sections.under('voicemail') : sections.near('voicemail');
  const keys = keysInGuideEvent(sections, dialpadCallId, plain);
  if (keys === null) return { _tag: 'Unusable', reason: 'voicemail event without a call id or a voicemail id' };
  const seen = { keys, dialpadCallId, ...common, ...content };
  return { _tag: 'Observed', observations: [...call, { _tag: 'Voicemail', seen }] };
};

interface VoicemailContent {
  readonly recordingUrl: string | null;
  readonly transcript: string | null;
  readonly durationSeconds: number | null;
}

const contentOf = (sections: Sections): VoicemailContent => {
  const anywhere = sections.anywhere('voicemail');
  return {
    recordingUrl: audioUrl(sections, 'voicemail'),
    transcript: firstOf(anywhere, ['transcript'], textOf),
    durationSeconds: firstOf(anywhere, ['duration', 'duration_seconds'], secondsOf),
  };
};

const hasContent = ({ recordingUrl, transcript, durationSeconds }: VoicemailContent): boolean =>
  recordingUrl !== null || transcript !== null || (durationSeconds ?? 0) > 0;
