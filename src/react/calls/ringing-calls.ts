import type { CtiEvent } from '../../client/index.js';
import { isSameCrmUser } from '../crm-user.js';
import type { LiveSource } from '../shared/live.js';
import { readActiveCalls } from './active-calls.js';
import { callOfEvent, isCallEvent, type ShownCall } from './call-of-event.js';

/** Milliseconds. A page that is opened while the phone rings shows the call; one that has rung for longer is taken for forgotten. */
const MAX_RING_MS = 300_000;

/** Whether a call rings at this person's phone, as far as the call itself tells. */
const ringsFor = (call: ShownCall, crmUser: string): boolean =>
  call.status === 'ringing' &&
  call.direction !== 'outbound' &&
  !call.answered_elsewhere &&
  isSameCrmUser(call.crm_user_id, crmUser);

/**
 * The calls that ring for a person after an event, in the order in which they began to. Only a ring brings one here, and none that comes
 * late. It leaves when it is answered, here or elsewhere, when it is over, and when it moves on to another person.
 */
export const ringingAfter = (calls: readonly ShownCall[], crmUser: string, event: CtiEvent): readonly ShownCall[] => {
  if (!isCallEvent(event)) return calls;
  const before = calls.find(({ id }) => id === event.call_id);
  const call = callOfEvent(event, before);
  if (!ringsFor(call, crmUser)) return before === undefined ? calls : calls.filter((other) => other !== before);
  if (before !== undefined) return calls.map((other) => (other === before ? call : other));
  return event.event === 'call.ring' && event.replayed !== true ? [...calls, call] : calls;
};

/** Of the calls that are read, those that have begun to ring just now. */
export const justRinging = (calls: readonly ShownCall[], crmUser: string, now: number): readonly ShownCall[] =>
  calls.filter((call) => ringsFor(call, crmUser) && now - Date.parse(call.started_at) < MAX_RING_MS).reverse();

export const ringingCalls = (crmUser: string): LiveSource<readonly ShownCall[]> => ({
  empty: [],
  read: async (client, signal) =>
    justRinging(await readActiveCalls(client, { crm_user_id: crmUser }, signal), crmUser, Date.now()),
  apply: (calls, event) => ringingAfter(calls, crmUser, event),
  mustAsk: () => false,
  join: (_, read) => read,
});
