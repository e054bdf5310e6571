import { legEvent } from './leg-event.js';
import { answered, firstRing, type Occasion, seconds } from './plain-legs.js';
import type { TimedEvent } from './timed-event.js';

/** ringing, connected, hold, connected, hangup, and after a while the recording. Lengths in seconds. */
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

/** ringing, connected, hold, connected, parked, connected, hangup. A third of the talk before, between and after. Lengths in seconds. */
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
