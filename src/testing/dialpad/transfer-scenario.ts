import { legEvent } from './leg-event.js';
import type { Colleague } from './parties.js';
import { answered, firstRing, type Occasion, SET_UP_MS, seconds } from './plain-legs.js';
import type { TimedEvent } from './timed-event.js';

/** ringing, connected, hold, hangup with `is_transferred`; a second leg, which rings before that, to the next person. Lengths in seconds. */
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
