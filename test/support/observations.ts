import type { CallObservation } from '../../src/domain/call/call-facts.js';
import type { AppId } from '../../src/domain/ids.js';
import type { MessageObservation } from '../../src/domain/message/message.js';
import type { ScopedObservation } from '../../src/domain/observation.js';
import type { VoicemailObservation } from '../../src/domain/voicemail/voicemail.js';
import { APP, dialpadId, NOON } from '../../src/testing/storage/samples.js';

interface Circumstances {
  readonly appId?: AppId;
  readonly replayed?: boolean;
}

const FRESH = { appId: APP, replayed: false };
/** What came a moment after it happened. */
const WHEN = { receivedAt: NOON + 2, happenedAt: NOON };

/** An incoming call, as far as nothing else is said of it. */
export const callSeen = (
  id: number,
  seen: Partial<CallObservation> = {},
  where: Circumstances = {},
): ScopedObservation => ({
  ...FRESH,
  ...where,
  observation: { _tag: 'Call', seen: { dialpadCallId: dialpadId(id), direction: 'inbound', ...WHEN, ...seen } },
});

/** The message that a call left. */
export const voicemailSeen = (
  callId: number,
  seen: Partial<VoicemailObservation> = {},
  where: Circumstances = {},
): ScopedObservation => ({
  ...FRESH,
  ...where,
  observation: { _tag: 'Voicemail', seen: { keys: [`call:${dialpadId(callId)}`], ...WHEN, ...seen } },
});

/** An incoming message, as far as nothing else is said of it. */
export const messageSeen = (
  id: number,
  seen: Partial<MessageObservation> = {},
  where: Circumstances = {},
): ScopedObservation => ({
  ...FRESH,
  ...where,
  observation: { _tag: 'Message', seen: { dialpadMessageId: dialpadId(id), direction: 'inbound', ...WHEN, ...seen } },
});
