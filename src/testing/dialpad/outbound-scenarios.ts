import { legEvent } from './leg-event.js';
import { answered, firstRing, type Occasion, plainLeg, SET_UP_MS, seconds } from './plain-legs.js';
import type { TimedEvent } from './timed-event.js';

/** calling, ringing, connected, hangup. Lengths in seconds. */
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

/** calling, ringing, hangup, no missed. Lengths in seconds. */
export const outboundUnanswered = (occasion: Occasion, { ring }: { readonly ring: number }): readonly TimedEvent[] => {
  const leg = plainLeg(occasion, 'outbound', occasion.startsAt + SET_UP_MS + seconds(ring));
  return [legEvent(leg, 'calling', leg.startedAt), firstRing(leg), legEvent(leg, 'hangup', leg.endedAt)];
};
