import * as t from 'io-ts';
import type { AppEvent } from '../../domain/event/app-event.js';
import { CALL_EVENTS, CallEventJson, callEventToText } from './call-event-json.js';
import { COVERAGE_EVENTS, CoverageEventJson, coverageEventToJson } from './coverage-event-json.js';
import { MESSAGE_EVENTS, MessageEventJson, messageEventToJson } from './message-event-json.js';
import { VOICEMAIL_EVENTS, VoicemailEventJson, voicemailEventToJson } from './voicemail-event-json.js';

/** The names of all events on an app's stream. */
export const EVENT_NAMES: readonly string[] = [
  ...CALL_EVENTS,
  ...VOICEMAIL_EVENTS,
  ...MESSAGE_EVENTS,
  ...COVERAGE_EVENTS,
];

export const EventJson = t.union([CallEventJson, VoicemailEventJson, MessageEventJson, CoverageEventJson]);
export type EventJson = t.OutputOf<typeof EventJson>;

/** An event on an app's stream as clients read it (contract §7), as JSON. */
export const eventToText = (event: AppEvent): string => {
  const { content } = event;
  if ('call' in content) return callEventToText(event, content);
  if ('voicemail' in content) return JSON.stringify(voicemailEventToJson(event, content));
  if ('message' in content) return JSON.stringify(messageEventToJson(event, content));
  return JSON.stringify(coverageEventToJson(event, content));
};
