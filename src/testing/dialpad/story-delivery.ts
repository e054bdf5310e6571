import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { isWanted, withinScopes } from './matching.js';
import { type PlayOptions, type PlayOutcome, playStory } from './play-story.js';
import { deliver, type Post } from './player.js';
import { webhookBodies } from './sign.js';
import type { SimulationState } from './simulation-state.js';
import type { SimulatedSubscription } from './subscription.js';
import type { TimedEvent } from './timed-event.js';
import type { SimulatedWebhook } from './webhooks.js';

interface DeliveryOptions {
  readonly post: Post;
  /** Whether a subscription to the state `all` gets events. */
  readonly allStatesFire: boolean;
  /** Ends every play early. */
  readonly closing: AbortSignal;
}

/** Plays a story: records it in the call history and delivers its events to the subscriptions that want them. */
export const deliverStory = (
  { subscriptions, webhooks, calls }: SimulationState,
  story: readonly TimedEvent[],
  options: PlayOptions,
  { post, allStatesFire, closing }: DeliveryOptions,
): Promise<PlayOutcome> => {
  const until = AbortSignal.any(options.signal === undefined ? [closing] : [options.signal, closing]);
  // Every event that waits for its time is a listener; a large number of them is no leak.
  setMaxListeners(0, until);
  const sleep = (ms: number): Promise<void> => sleepUntil(ms, until);
  // Once the play is over nothing more is sent, retries included.
  const postUntil: Post = (url, init) => (until.aborted ? Promise.reject(until.reason) : post(url, init));
  const sending = { speed: options.speed ?? Number.POSITIVE_INFINITY, post: postUntil, sleep };
  const deliveriesOf = (event: TimedEvent) =>
    subscriptions.all().flatMap((subscription) => {
      const webhook = subscription.webhookId === null ? null : webhooks.find(subscription.webhookId);
      return webhook === null || !isWanted(event, subscription, allStatesFire)
        ? []
        : [() => send(event, subscription, webhook, sending)];
    });
  return playStory(story, options, { record: calls.record, deliveriesOf, sleep, until });
};

/**
 * Tells what happens to calls when something is done with them: one thing after the other, and what has not happened to a call yet no longer
 * happens once something else does.
 */
export const teller = (
  state: SimulationState,
  options: PlayOptions,
  delivery: DeliveryOptions,
): ((callId: string, events: readonly TimedEvent[]) => void) => {
  const courses = new Map<string, AbortController>();
  const isAtOnce = options.speed === Number.POSITIVE_INFINITY;
  let told: Promise<unknown> = Promise.resolve();
  return (callId, events) => {
    if (!isAtOnce) courses.get(callId)?.abort();
    const course = new AbortController();
    courses.set(callId, course);
    // The API knows at once what has happened by now.
    for (const event of isAtOnce ? events : events.slice(0, 1)) state.calls.record(event);
    const play = () => deliverStory(state, events, { ...options, signal: course.signal }, delivery);
    told = isAtOnce ? told.then(play) : play();
  };
};

/** Sends an event to a webhook; resolves to whether it was accepted. */
const send = async (
  event: TimedEvent,
  subscription: SimulatedSubscription,
  { url: hookUrl, secret }: SimulatedWebhook,
  sending: { readonly speed: number; readonly post: Post; readonly sleep: (ms: number) => Promise<void> },
): Promise<boolean> => {
  const sent = { ...event, payload: withinScopes(event, subscription) };
  const { status } = await deliver(sent, webhookBodies(secret), { hookUrl, secret, ...sending });
  return status !== null && status >= 200 && status < 300;
};

/** Waits, but no longer than until the signal. */
const sleepUntil = async (ms: number, until: AbortSignal): Promise<void> => {
  if (ms < 1) return;
  await delay(ms, undefined, { signal: until }).catch(() => undefined);
};
