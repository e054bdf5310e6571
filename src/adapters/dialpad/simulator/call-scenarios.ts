import type { Direction } from '../../../domain/direction.js';
import type { Timestamp } from '../../../domain/timestamp.js';
import { type CallLeg, legEvent } from './call-leg.js';
import type { Colleague, Contact, NextId } from './cast.js';
import type { TimedEvent } from './timed-event.js';

/** Who takes part in a call, and when it begins. */
export interface Occasion {
  readonly contact: Contact;
  readonly colleague: Colleague;
  readonly startsAt: Timestamp;
  readonly ids: NextId;
}

/** What happens in Dialpad before anything rings, in milliseconds. */
const SET_UP_MS = 1_204;

const seconds = (n: number): number => n * 1000;

/** A leg that is not answered, not transferred and leaves no audio, as others begin. */
const plainLeg = (
  { contact, colleague, startsAt, ids }: Occasion,
  direction: Direction,
  endedAt: Timestamp,
): CallLeg => ({
  callId: ids(),
  direction,
  contact,
  colleague,
  startedAt: startsAt,
  rangAt: startsAt + SET_UP_MS,
  connectedAt: null,
  endedAt,
  heldMs: 0,
  transferredFrom: null,
  isTransferred: false,
  recording: null,
  voicemail: null,
});

const answered = (
  occasion: Occasion,
  direction: Direction,
  { ring, talk }: { readonly ring: number; readonly talk: number },
): CallLeg & { readonly connectedAt: Timestamp } => {
  const connectedAt = occasion.startsAt + SET_UP_MS + seconds(ring);
  return { ...plainLeg(occasion, direction, connectedAt + seconds(talk)), connectedAt };
};

const firstRing = (leg: CallLeg): TimedEvent => legEvent(leg, 'ringing', leg.rangAt ?? leg.startedAt);

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

/** ringing, voicemail, hangup; some seconds later the upload, later still the transcript. Seconds. */
export const voicemailLeft = (
  occasion: Occasion,
  message: { readonly ring: number; readonly talk: number; readonly transcript: string },
): readonly TimedEvent[] => {
  const reachedAt = occasion.startsAt + SET_UP_MS + seconds(message.ring);
  const recordedAt = reachedAt + seconds(4);
  const endedAt = recordedAt + seconds(message.talk);
  const uploadedAt = endedAt + 5_490;
  const transcribedAt = uploadedAt + seconds(12);
  const audio = { id: occasion.ids(), recordedAt, durationMs: seconds(message.talk), uploadedAt, transcribedAt };
  const leg = {
    ...plainLeg(occasion, 'inbound', endedAt),
    voicemail: { ...audio, transcript: message.transcript },
  };
  return [
    firstRing(leg),
    legEvent(leg, 'voicemail', reachedAt),
    legEvent(leg, 'hangup', endedAt),
    legEvent(leg, 'voicemail_uploaded', uploadedAt),
    legEvent(leg, 'transcription', transcribedAt),
  ];
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
    transferredFrom: { callId: first.callId, colleague: occasion.colleague },
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
