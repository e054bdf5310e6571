import type { Commit } from '../../application/ports/aggregates.js';
import type { NewDelivery } from '../../application/ports/inbox.js';
import type { AppId } from '../../domain/ids.js';
import {
  APP,
  call,
  commitOf,
  delivery,
  dialpadId,
  eventOf,
  message,
  NOON,
  nthId,
  OTHER_APP,
  OWNER,
  observedAgain,
  upTo,
  voicemail,
} from './samples.js';

/** The n-th delivery of an app; the same on each call. */
const deliveryOf = (appId: AppId, n: number): NewDelivery =>
  delivery({ id: nthId(appId === APP ? n : 100 + n), appId, dedupeKey: `delivery ${n}` });

export const deliveries = [APP, OTHER_APP].flatMap((appId) => upTo(3).map((n) => deliveryOf(appId, n)));

/** The aggregates that an app begins with; the same on each call. */
export const first = (appId: AppId) => ({
  call: call({ dialpadCallId: dialpadId(1) }, { appId, id: nthId(appId === APP ? 0x201 : 0x301) }),
  voicemail: voicemail({}, { appId, id: nthId(appId === APP ? 0x202 : 0x302) }),
  message: message({}, { appId, id: nthId(appId === APP ? 0x203 : 0x303) }),
});

/** The first commit of an app: it begins a call, a voicemail and a message, and settles two deliveries. */
export const beginning = (appId: AppId, owner: string): Commit => {
  const begun = first(appId);
  return commitOf({
    owner,
    calls: [begun.call],
    voicemails: [begun.voicemail],
    messages: [begun.message],
    events: upTo(3).map((n) => eventOf(begun.call, { id: nthId((appId === APP ? 0x400 : 0x500) + n) })),
    settled: upTo(2).map((n) => ({ id: deliveryOf(appId, n).id, status: 'processed', reason: null })),
  });
};

/** Another leg of the same conversation, which names the call. */
const transferred = (appId: AppId) =>
  call(
    { dialpadCallId: dialpadId(2), masterCallId: dialpadId(1) },
    { appId, id: nthId(appId === APP ? 0x204 : 0x304) },
  );

/** The second commit of an app: it changes the call, adds a leg, and settles the third delivery. */
export const continuing = (appId: AppId, owner: string): Commit => {
  const connected = observedAgain(first(appId).call, { connected: true }, NOON + 5);
  return commitOf({
    owner,
    calls: [connected, transferred(appId)],
    events: [eventOf(connected, { id: nthId(appId === APP ? 0x410 : 0x510) })],
    settled: [{ id: deliveryOf(appId, 2).id, status: 'ignored', reason: 'says nothing new' }],
  });
};

/** One commit of everything in several. */
export const together = (...commits: Commit[]): Commit =>
  commitOf({
    owner: commits[0]?.owner ?? OWNER,
    calls: commits.flatMap(({ calls }) => calls),
    voicemails: commits.flatMap(({ voicemails }) => voicemails),
    messages: commits.flatMap(({ messages }) => messages),
    events: commits.flatMap(({ events }) => events),
    settled: commits.flatMap(({ settled }) => settled),
  });
