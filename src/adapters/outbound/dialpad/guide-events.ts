import type { Translation } from '../../../application/ports/payload-reader.js';
import type { Timestamp } from '../../../domain/timestamp.js';
import { GUIDE_CALL_EVENTS, translateGuideCall, translateGuideRecording } from './guide-calls.js';
import { sectionsOf } from './guide-fields.js';
import { isGuideMessage, translateGuideMessage } from './guide-messages.js';
import { GUIDE_VOICEMAIL_EVENTS, translateGuideVoicemail } from './guide-voicemails.js';
import { type Fields, field, quoted, wordOf } from './json-fields.js';

/** The name of an event in the guide's format, as written; null if the event has another format. */
export const guideEventName = (event: Fields): string | null =>
  [field(event, 'event_type'), field(event, 'event'), field(event, 'type')].find(isName) ?? null;

/** Whether an event of this name is understood in the guide's format. */
export const isGuideEventName = (written: string): boolean => {
  const name = wordOf(written) ?? '';
  return NAMES.has(name) || isGuideMessage(name);
};

const RECORDING = 'call.recording.completed';
const NAMES: ReadonlySet<string> = new Set([...GUIDE_CALL_EVENTS, RECORDING, ...GUIDE_VOICEMAIL_EVENTS]);

const isName = (value: unknown): value is string => wordOf(value) !== null;

/** Translates an event in the format of the integration guide (contract §3). */
export const translateGuideEvent = (event: Fields, receivedAt: Timestamp): Translation => {
  const written = guideEventName(event) ?? '';
  const name = wordOf(written) ?? '';
  const sections = sectionsOf(event);
  const call = GUIDE_CALL_EVENTS.find((known) => known === name);
  if (call !== undefined) return translateGuideCall(call, sections, receivedAt);
  if (name === RECORDING) return translateGuideRecording(sections, receivedAt);
  if (GUIDE_VOICEMAIL_EVENTS.includes(name)) return translateGuideVoicemail(name, sections, receivedAt);
  return (
    translateGuideMessage(name, sections, receivedAt) ?? {
      _tag: 'Ignored',
      reason: `unknown event type ${quoted(written)}`,
    }
  );
};
