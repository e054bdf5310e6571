import { legEvent } from './leg-event.js';
import { answered, firstRing, type Occasion, plainLeg, SET_UP_MS, seconds } from './plain-legs.js';
import type { TimedEvent } from './timed-event.js';

/** ringing, connected, hangup. Lengths in seconds. */
export const answeredInbound = (
  occasion: Occasion,
  lengths: { readonly ring: number; readonly talk: number },
): readonly TimedEvent[] => {
  const leg = answered(occasion, 'inbound', lengths);
  return [firstRing(leg), legEvent(leg, 'connected', leg.connectedAt), legEvent(leg, 'hangup', leg.endedAt)];
};

/** ringing, missed, hangup. Lengths in seconds. */
export const missedInbound = (occasion: Occasion, { ring }: { readonly ring: number }): readonly TimedEvent[] => {
  const leg = plainLeg(occasion, 'inbound', occasion.startsAt + SET_UP_MS + seconds(ring));
  return [firstRing(leg), legEvent(leg, 'missed', leg.endedAt), legEvent(leg, 'hangup', leg.endedAt + 40)];
};

/** ringing, hangup: the caller does not wait. Lengths in seconds. */
export const callerGivesUp = (occasion: Occasion, { ring }: { readonly ring: number }): readonly TimedEvent[] => {
  const leg = plainLeg(occasion, 'inbound', occasion.startsAt + SET_UP_MS + seconds(ring));
  return [firstRing(leg), legEvent(leg, 'hangup', leg.endedAt)];
};

/** ringing, hangup; the ringing event is sent so late that it already shows the end of the call. */
export const ringingSentLate = (occasion: Occasion): readonly TimedEvent[] => {
  const leg = plainLeg(occasion, 'inbound', occasion.startsAt + SET_UP_MS + 900);
  return [
    legEvent(leg, 'ringing', leg.rangAt ?? leg.startedAt, leg.endedAt + 20),
    legEvent(leg, 'hangup', leg.endedAt, leg.endedAt + 60),
  ];
};

/** blocked: no device rings. */
export const blockedCaller = (occasion: Occasion): readonly TimedEvent[] => {
  const leg = { ...plainLeg(occasion, 'inbound', occasion.startsAt + 310), rangAt: null };
  return [legEvent(leg, 'blocked', leg.endedAt)];
};
