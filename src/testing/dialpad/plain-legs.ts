import type { Direction } from '../../domain/direction.js';
import type { Timestamp } from '../../domain/timestamp.js';
import type { CallLeg } from './call-leg.js';
import type { NextId } from './dialpad-ids.js';
import { legEvent } from './leg-event.js';
import type { Colleague, Contact } from './parties.js';
import type { TimedEvent } from './timed-event.js';

/** Who takes part in a call or a message, and when it begins. */
export interface Occasion {
  readonly contact: Contact;
  readonly colleague: Colleague;
  readonly startsAt: Timestamp;
  readonly ids: NextId;
}

/** How long after the start of a call the first device rings, in milliseconds. */
export const SET_UP_MS = 1_204;

/** Whole milliseconds, as Dialpad's times are. */
export const seconds = (n: number): number => Math.round(n * 1000);

/** A leg that is not answered, not transferred and leaves no audio: the basis of all others. */
export const plainLeg = (
  { contact, colleague, startsAt, ids }: Occasion,
  direction: Direction,
  endedAt: Timestamp,
): CallLeg => ({
  callId: ids(),
  direction,
  contact,
  target: colleague,
  startedAt: startsAt,
  queuedAt: null,
  rangAt: startsAt + SET_UP_MS,
  menuAt: null,
  connectedAt: null,
  endedAt,
  heldMs: 0,
  entryPoint: null,
  masterCallId: null,
  operatorCallId: null,
  group: null,
  transferredFrom: null,
  isTransferred: false,
  isOpen: true,
  recording: null,
  companyRecording: null,
  mailboxAt: null,
  voicemail: null,
  afterwards: { recap: null, dispositions: [], labels: [], csatScore: null },
});

/** A leg that a person answers. Lengths in seconds. */
export const answered = (
  occasion: Occasion,
  direction: Direction,
  { ring, talk }: { readonly ring: number; readonly talk: number },
): CallLeg & { readonly connectedAt: Timestamp } => {
  const connectedAt = occasion.startsAt + SET_UP_MS + seconds(ring);
  return { ...plainLeg(occasion, direction, connectedAt + seconds(talk)), connectedAt };
};

export const firstRing = (leg: CallLeg): TimedEvent => legEvent(leg, 'ringing', leg.rangAt ?? leg.startedAt);
