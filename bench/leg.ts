import { startOf } from './event.js';

/** An event of a leg, as Dialpad sends it; the legs of a conversation name the same master call. */
const legEvent = (state: string, master: number, leg: number, more: object): string =>
  JSON.stringify({
    ...{ state, call_id: leg, master_call_id: master, direction: 'inbound', external_number: '+15550110001' },
    ...{ target: { id: leg, type: 'user' }, date_started: startOf(0), ...more },
  });

export const legRings = (master: number, leg: number): string =>
  legEvent('ringing', master, leg, { date_rang: startOf(0) + 1_000, event_timestamp: startOf(0) + 1_000 });

/** One that nobody has answered. */
export const legEnds = (master: number, leg: number): string =>
  legEvent('hangup', master, leg, { date_ended: startOf(0) + 9_000, event_timestamp: startOf(0) + 9_000 });
