import type { Timestamp } from '../../domain/timestamp.js';
import type { CallLeg } from './call-leg.js';
import { legEvent } from './leg-event.js';
import { firstRing, type Occasion, plainLeg, SET_UP_MS, seconds } from './plain-legs.js';
import type { TimedEvent } from './timed-event.js';

/** A voicemail. */
interface Message {
  /** Length of the message, in seconds. */
  readonly talk: number;
  /** Length of the ringing before it, in seconds. */
  readonly ring: number;
  readonly transcript: string;
}

/** ringing, voicemail, hangup; some seconds later the upload, and after it the transcript. Lengths in seconds. */
export const voicemailLeft = (occasion: Occasion, message: Message): readonly TimedEvent[] => {
  const reachedAt = occasion.startsAt + SET_UP_MS + seconds(message.ring);
  const leg = legWithMessage(occasion, message, reachedAt);
  return [firstRing(leg), ...mailboxEvents(leg, reachedAt)];
};

/** The same on a closed line: nothing rings. */
export const voicemailLeftWhenClosed = (occasion: Occasion, message: Omit<Message, 'ring'>): readonly TimedEvent[] => {
  const reachedAt = occasion.startsAt + SET_UP_MS;
  const leg = legWithMessage(occasion, message, reachedAt);
  return mailboxEvents({ ...leg, rangAt: null, isOpen: false }, reachedAt);
};

const legWithMessage = (
  occasion: Occasion,
  { talk, transcript }: Omit<Message, 'ring'>,
  reachedAt: Timestamp,
): LegWithMessage => {
  const recordedAt = reachedAt + seconds(4);
  const endedAt = recordedAt + seconds(talk);
  const uploadedAt = endedAt + 5_490;
  const transcribedAt = uploadedAt + seconds(12);
  const audio = { id: occasion.ids(), recordedAt, durationMs: seconds(talk), uploadedAt, transcribedAt };
  return { ...plainLeg(occasion, 'inbound', endedAt), mailboxAt: reachedAt, voicemail: { ...audio, transcript } };
};

type LegWithMessage = CallLeg & { readonly voicemail: NonNullable<CallLeg['voicemail']> };

const mailboxEvents = (leg: LegWithMessage, reachedAt: Timestamp): readonly TimedEvent[] => [
  legEvent(leg, 'voicemail', reachedAt),
  legEvent(leg, 'hangup', leg.endedAt),
  legEvent(leg, 'voicemail_uploaded', leg.voicemail.uploadedAt),
  legEvent(leg, 'transcription', leg.voicemail.transcribedAt),
];

/** ringing, voicemail, hangup, and nothing more: the caller hears the greeting and hangs up. Lengths in seconds. */
export const mailboxWithoutMessage = (
  occasion: Occasion,
  { ring }: { readonly ring: number },
): readonly TimedEvent[] => {
  const reachedAt = occasion.startsAt + SET_UP_MS + seconds(ring);
  const leg = { ...plainLeg(occasion, 'inbound', reachedAt + 3_300), mailboxAt: reachedAt };
  return [firstRing(leg), legEvent(leg, 'voicemail', reachedAt), legEvent(leg, 'hangup', leg.endedAt)];
};
