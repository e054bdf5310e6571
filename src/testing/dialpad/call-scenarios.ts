import type { Timestamp } from '../../domain/timestamp.js';
import { type CallLeg, legEvent } from './call-leg.js';
import type { Colleague } from './cast.js';
import { answered, firstRing, type Occasion, plainLeg, SET_UP_MS, seconds } from './plain-legs.js';
import type { TimedEvent } from './timed-event.js';

/** ringing, connected, hangup. Seconds. */
export const answeredInbound = (
  occasion: Occasion,
  lengths: { readonly ring: number; readonly talk: number },
): readonly TimedEvent[] => {
  const leg = answered(occasion, 'inbound', lengths);
  return [firstRing(leg), legEvent(leg, 'connected', leg.connectedAt), legEvent(leg, 'hangup', leg.endedAt)];
};

/** ringing, missed, hangup. Seconds. */
export const missedInbound = (occasion: Occasion, { ring }: { readonly ring: number }): readonly TimedEvent[] => {
  const leg = plainLeg(occasion, 'inbound', occasion.startsAt + SET_UP_MS + seconds(ring));
  return [firstRing(leg), legEvent(leg, 'missed', leg.endedAt), legEvent(leg, 'hangup', leg.endedAt + 40)];
};

/** What a caller leaves in the mailbox. */
interface Message {
  /** Seconds of the message; of the ringing before it. */
  readonly talk: number;
  readonly ring: number;
  readonly transcript: string;
}

/** ringing, voicemail, hangup; some seconds later the upload, later still the transcript. Seconds. */
export const voicemailLeft = (occasion: Occasion, message: Message): readonly TimedEvent[] => {
  const reachedAt = occasion.startsAt + SET_UP_MS + seconds(message.ring);
  const leg = legWithMessage(occasion, message, reachedAt);
  return [firstRing(leg), ...mailboxEvents(leg, reachedAt)];
};

/** The same of a line that is closed: nothing rings. */
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
  return { ...plainLeg(occasion, 'inbound', endedAt), voicemail: { ...audio, transcript } };
};

type LegWithMessage = CallLeg & { readonly voicemail: NonNullable<CallLeg['voicemail']> };

const mailboxEvents = (leg: LegWithMessage, reachedAt: Timestamp): readonly TimedEvent[] => [
  legEvent(leg, 'voicemail', reachedAt),
  legEvent(leg, 'hangup', leg.endedAt),
  legEvent(leg, 'voicemail_uploaded', leg.voicemail.uploadedAt),
  legEvent(leg, 'transcription', leg.voicemail.transcribedAt),
];

/** ringing, voicemail, hangup, and nothing more: who calls hears the greeting and hangs up. Seconds. */
export const mailboxWithoutMessage = (
  occasion: Occasion,
  { ring }: { readonly ring: number },
): readonly TimedEvent[] => {
  const reachedAt = occasion.startsAt + SET_UP_MS + seconds(ring);
  const leg = plainLeg(occasion, 'inbound', reachedAt + 3_300);
  return [firstRing(leg), legEvent(leg, 'voicemail', reachedAt), legEvent(leg, 'hangup', leg.endedAt)];
};

/** ringing, hangup: the caller does not wait. Seconds. */
export const callerGivesUp = (occasion: Occasion, { ring }: { readonly ring: number }): readonly TimedEvent[] => {
  const leg = plainLeg(occasion, 'inbound', occasion.startsAt + SET_UP_MS + seconds(ring));
  return [firstRing(leg), legEvent(leg, 'hangup', leg.endedAt)];
};

/** ringing, hangup, where the ringing is sent so late that it shows the end of the call already. */
export const ringingToldLate = (occasion: Occasion): readonly TimedEvent[] => {
  const leg = plainLeg(occasion, 'inbound', occasion.startsAt + SET_UP_MS + 900);
  return [
    legEvent(leg, 'ringing', leg.rangAt ?? leg.startedAt, leg.endedAt + 20),
    legEvent(leg, 'hangup', leg.endedAt, leg.endedAt + 60),
  ];
};

/** blocked: nobody hears of it. */
export const blockedCaller = (occasion: Occasion): readonly TimedEvent[] => {
  const leg = { ...plainLeg(occasion, 'inbound', occasion.startsAt + 310), rangAt: null };
  return [legEvent(leg, 'blocked', leg.endedAt)];
};

/** ringing, connected, hold, hangup with `is_transferred`; a second leg to the next person, who is rung before that. Seconds. */
export const transferredInbound = (
  occasion: Occasion,
  next: Colleague,
  lengths: { readonly ring: number; readonly talk: number; readonly nextRing: number; readonly nextTalk: number },
): readonly TimedEvent[] => {
  const heldAt = occasion.startsAt + SET_UP_MS + seconds(lengths.ring + lengths.talk);
  const heldMs = seconds(lengths.nextRing) + SET_UP_MS;
  const first = {
    ...answered(occasion, 'inbound', { ring: lengths.ring, talk: lengths.talk + heldMs / 1000 }),
    heldMs,
    isTransferred: true,
  };
  const second = {
    ...answered({ ...occasion, colleague: next, startsAt: heldAt }, 'inbound', {
      ring: lengths.nextRing,
      talk: lengths.nextTalk,
    }),
    masterCallId: first.callId,
    transferredFrom: occasion.colleague,
  };
  return [
    firstRing(first),
    legEvent(first, 'connected', first.connectedAt),
    legEvent(first, 'hold', heldAt),
    firstRing(second),
    legEvent(first, 'hangup', first.endedAt),
    legEvent(second, 'connected', second.connectedAt),
    legEvent(second, 'hangup', second.endedAt),
  ];
};

/** calling, ringing, connected, hangup. Seconds. */
export const outboundAnswered = (
  occasion: Occasion,
  lengths: { readonly ring: number; readonly talk: number },
): readonly TimedEvent[] => {
  const leg = answered(occasion, 'outbound', lengths);
  return [
    legEvent(leg, 'calling', leg.startedAt),
    firstRing(leg),
    legEvent(leg, 'connected', leg.connectedAt),
    legEvent(leg, 'hangup', leg.endedAt),
  ];
};

/** calling, ringing, hangup, no missed. Seconds. */
export const outboundUnanswered = (occasion: Occasion, { ring }: { readonly ring: number }): readonly TimedEvent[] => {
  const leg = plainLeg(occasion, 'outbound', occasion.startsAt + SET_UP_MS + seconds(ring));
  return [legEvent(leg, 'calling', leg.startedAt), firstRing(leg), legEvent(leg, 'hangup', leg.endedAt)];
};

/** ringing, connected, hold, connected, hangup, and after a while the recording. Seconds. */
export const heldAndRecorded = (
  occasion: Occasion,
  lengths: { readonly ring: number; readonly talk: number; readonly hold: number; readonly recordingAfter: number },
): readonly TimedEvent[] => {
  const plain = answered(occasion, 'inbound', { ring: lengths.ring, talk: lengths.talk + lengths.hold });
  const readyAt = plain.endedAt + seconds(lengths.recordingAfter);
  const leg = { ...plain, heldMs: seconds(lengths.hold), recording: { id: occasion.ids(), readyAt } };
  const heldAt = leg.connectedAt + seconds(lengths.talk / 2);
  return [
    firstRing(leg),
    legEvent(leg, 'connected', leg.connectedAt),
    legEvent(leg, 'hold', heldAt),
    legEvent(leg, 'connected', heldAt + leg.heldMs),
    legEvent(leg, 'hangup', leg.endedAt),
    legEvent(leg, 'recording', readyAt),
  ];
};

/** ringing, connected, hold, connected, parked, connected, hangup. A third of the talk before, between and after. Seconds. */
export const heldAndParked = (
  occasion: Occasion,
  lengths: { readonly ring: number; readonly talk: number; readonly hold: number; readonly park: number },
): readonly TimedEvent[] => {
  const waits = lengths.hold + lengths.park;
  const plain = answered(occasion, 'inbound', { ring: lengths.ring, talk: lengths.talk + waits });
  const leg = { ...plain, heldMs: seconds(waits) };
  const heldAt = leg.connectedAt + seconds(lengths.talk / 3);
  const backAt = heldAt + seconds(lengths.hold);
  const parkedAt = backAt + seconds(lengths.talk / 3);
  return [
    firstRing(leg),
    legEvent(leg, 'connected', leg.connectedAt),
    legEvent(leg, 'hold', heldAt),
    legEvent(leg, 'connected', backAt),
    legEvent(leg, 'parked', parkedAt),
    legEvent(leg, 'connected', parkedAt + seconds(lengths.park)),
    legEvent(leg, 'hangup', leg.endedAt),
  ];
};
