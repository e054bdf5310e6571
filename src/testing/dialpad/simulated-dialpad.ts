import type { Company } from './company.js';
import type { Fault } from './faults.js';
import { makeLiveCalls } from './live-calls.js';
import type { OauthApp } from './oauth.js';
import type { PlayOptions, PlayOutcome } from './play-story.js';
import { makeRequestHandler } from './request-handler.js';
import type { SeenRequest } from './request-log.js';
import { serve } from './serve.js';
import type { SimulatedDialpadOptions } from './simulated-dialpad-options.js';
import { makeSimulationState, resetState, type SimulationState } from './simulation-state.js';
import { deliverStory, teller } from './story-delivery.js';
import type { SimulatedSubscription } from './subscription.js';
import type { TimedEvent } from './timed-event.js';
import type { SimulatedWebhook } from './webhooks.js';

/** A Dialpad to test against: its API and OAuth as published, and controls for what can go wrong. */
export interface SimulatedDialpad {
  /** The value for DIALPAD_BASE_URL: `http://127.0.0.1:41234`. */
  readonly url: string;
  readonly app: OauthApp;
  readonly apiKey: string;
  readonly company: Company;

  /** Plays a story: its calls are in the call list, and its events are delivered to the subscriptions. */
  readonly play: (story: readonly TimedEvent[], options?: PlayOptions) => Promise<PlayOutcome>;

  readonly webhooks: () => readonly SimulatedWebhook[];
  readonly subscriptions: () => readonly SimulatedSubscription[];
  /** Adds a webhook that another client made. */
  readonly addWebhook: (url: string, secret?: string | null) => SimulatedWebhook;
  /** Delivers every call and message of the company to a webhook, as if an administrator had set it up by hand. */
  readonly deliverTo: (url: string, secret?: string | null) => SimulatedWebhook;
  /** The requests that arrived, the first one first. */
  readonly requests: () => readonly SeenRequest[];

  /**
   * The next requests to `where` get these faults, one each. `where` is a path, a method and a path (`POST /api/v2/webhooks`), or a
   * prefix that ends in `*`. Faults come before access and limits are checked.
   */
  readonly fail: (where: string, ...faults: readonly Fault[]) => void;
  /** Every request to `where` gets the fault, until the returned function is called. */
  readonly keepFailing: (where: string, fault: Fault) => () => void;
  /** Whether consent is given when it is asked for; at the start it is. */
  readonly setConsent: (given: boolean) => void;
  readonly expireAccessTokens: () => void;
  /** Every refresh token given out so far is refused from now on. */
  readonly refuseRefreshTokens: () => void;
  /** Ends all codes and tokens, as when an administrator removes the application. */
  readonly revoke: () => void;
  /** Removes everything but the company, the application and the API key. */
  readonly reset: () => void;
  /** Ends the plays in progress and closes every connection. */
  readonly stop: () => Promise<void>;
}

/** Starts a simulated Dialpad on 127.0.0.1. Rejects if the port is taken. */
export const startSimulatedDialpad = async (options: SimulatedDialpadOptions = {}): Promise<SimulatedDialpad> => {
  const { now = Date.now, post = fetch, allStatesFire = false, answersAfter = 0 } = options;
  const state = makeSimulationState(options);
  const closing = new AbortController();
  const live = makeLiveCalls({
    ...state,
    answersAfter,
    tell: teller(
      state,
      { speed: answersAfter === 0 ? Number.POSITIVE_INFINITY : 1 },
      { post, allStatesFire, closing: closing.signal },
    ),
  });
  const server = await serve(options.port ?? 0, {
    now,
    answer: makeRequestHandler(state, live),
    faultFor: ({ method, path }) => state.faults.next(method, path),
    answered: state.requests.add,
  });
  return {
    url: server.url,
    play: (story, playing = {}) =>
      deliverStory(state, story, playing, { post, allStatesFire, closing: closing.signal }),
    ...controlsOf(state),
    stop: async () => {
      closing.abort();
      await server.stop();
    },
  };
};

const controlsOf = (state: SimulationState): Omit<SimulatedDialpad, 'url' | 'play' | 'stop'> => {
  const { company, app, apiKey, webhooks, subscriptions, requests, faults, grants } = state;
  return {
    company,
    app,
    apiKey,
    webhooks: webhooks.all,
    subscriptions: subscriptions.all,
    addWebhook: (url, secret = null) => webhooks.add(url, secret),
    deliverTo: (url, secret = null) => deliverTo(state, url, secret),
    requests: requests.all,
    fail: faults.fail,
    keepFailing: faults.keepFailing,
    setConsent: grants.setConsent,
    expireAccessTokens: grants.expireAccessTokens,
    refuseRefreshTokens: grants.refuseRefreshTokens,
    revoke: grants.revoke,
    reset: () => resetState(state),
  };
};

const deliverTo = (
  { webhooks, subscriptions }: SimulationState,
  url: string,
  secret: string | null,
): SimulatedWebhook => {
  const webhook = webhooks.add(url, secret);
  const sms = { direction: 'all', status: true, include_internal: true };
  subscriptions.create('call', { endpoint_id: webhook.id }, null);
  subscriptions.create('sms', { endpoint_id: webhook.id, ...sms }, null);
  return webhook;
};
