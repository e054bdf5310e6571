import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Timestamp } from '../../domain/timestamp.js';
import { type Answer, refusal } from './answer.js';
import { findOperation, operationsOf, type Reach } from './api.js';
import type { ApiRequest } from './api-request.js';
import { callHistoryOf } from './call-history.js';
import { dialpadIds } from './cast.js';
import { type Company, SMALL_COMPANY } from './company.js';
import { type Fault, faultsOf } from './faults.js';
import { grantsOf } from './grants.js';
import { DIALPAD_LIMITS, type Limits, limiterOf } from './limits.js';
import { isWanted, withinScopes } from './matching.js';
import { authorize, type OauthApp, token } from './oauth.js';
import { type PlayOptions, type PlayOutcome, playStory } from './play-story.js';
import { deliver, type Post } from './player.js';
import { serve } from './serve.js';
import { webhookBodies } from './sign.js';
import { type SimulatedSubscription, subscriptionsOf } from './subscriptions.js';
import type { TimedEvent } from './timed-event.js';
import { type SimulatedWebhook, webhooksOf } from './webhooks.js';

export interface SimulatedDialpadOptions {
  /** 0, if not given: any that is free. */
  readonly port?: number;
  readonly company?: Company;
  /** The application that is registered. Unless said otherwise it may send people back to any address. */
  readonly app?: Partial<OauthApp>;
  /** Works in place of a token, and reaches everything. */
  readonly apiKey?: string;
  /** How long an access token is good, in seconds; 3600 if not given. */
  readonly accessTokenSeconds?: number;
  /** How long a code is good, in seconds; 600 if not given (RFC 6749 §4.1.2 has that as the most). */
  readonly codeSeconds?: number;
  /** Whether a refresh gives a new refresh token and ends the old one; true if not given. */
  readonly rotatesRefreshTokens?: boolean;
  /** Dialpad's published ones, if not given; null for none. */
  readonly limits?: Limits | null;
  /** How many items a page of a list has; 50 if not given. */
  readonly pageSize?: number;
  /** Whether a subscription to the state `all` gets anything; false if not given, as an integrator found. */
  readonly allStatesFire?: boolean;
  /** Milliseconds since 1970; the system's clock, if not given. */
  readonly now?: () => Timestamp;
  /** Posts deliveries; `fetch`, if not given. */
  readonly post?: Post;
}

/** A request that came. Nothing of it is secret: headers, bodies, codes and keys are left out. */
export interface SeenRequest {
  readonly at: Timestamp;
  readonly method: string;
  readonly path: string;
  /** Of requests under /api only. */
  readonly query: Readonly<Record<string, string>>;
  /** Null for one that got no answer. */
  readonly status: number | null;
}

/** A Dialpad to test against: its API and OAuth as published, and levers for what goes wrong. */
export interface SimulatedDialpad {
  /** What DIALPAD_BASE_URL is set to: `http://127.0.0.1:41234`. */
  readonly url: string;
  readonly app: OauthApp;
  readonly apiKey: string;
  readonly company: Company;

  /** Makes a story happen: the call list knows of it, and subscriptions are told. */
  readonly play: (story: readonly TimedEvent[], options?: PlayOptions) => Promise<PlayOutcome>;

  readonly webhooks: () => readonly SimulatedWebhook[];
  readonly subscriptions: () => readonly SimulatedSubscription[];
  /** Adds a webhook that somebody else made. */
  readonly addWebhook: (url: string, secret?: string | null) => SimulatedWebhook;
  /** Has every call and message of the company delivered to a webhook, as an administrator may set up by hand. */
  readonly deliverTo: (url: string, secret?: string | null) => SimulatedWebhook;
  /** The requests that came, the first one first. */
  readonly requests: () => readonly SeenRequest[];

  /**
   * The next requests there meet these faults, one each. Where: a path, or `POST /api/v2/webhooks`, or one that ends in `*`. A fault
   * comes before access and limits are looked at.
   */
  readonly fail: (where: string, ...faults: readonly Fault[]) => void;
  /** Every request there meets the fault, until what is returned is called. */
  readonly keepFailing: (where: string, fault: Fault) => () => void;
  /** Whether who is asked for consent gives it; at the start they do. */
  readonly setConsent: (given: boolean) => void;
  readonly expireAccessTokens: () => void;
  /** Every refresh token that is out is refused from now on. */
  readonly refuseRefreshTokens: () => void;
  /** All tokens end, as when an administrator removes the application. */
  readonly revoke: () => void;
  /** Forgets everything but the company, the application and the key. */
  readonly reset: () => void;
  /** Ends plays under way and closes every connection. */
  readonly stop: () => Promise<void>;
}

const API = '/api/';

/** Starts a simulated Dialpad on 127.0.0.1. Rejects if the port is taken. */
export const startSimulatedDialpad = async (options: SimulatedDialpadOptions = {}): Promise<SimulatedDialpad> => {
  const { company = SMALL_COMPANY, apiKey = 'simulated-api-key', pageSize = 50, now = Date.now } = options;
  const { limits = DIALPAD_LIMITS, allStatesFire = false, post = fetch } = options;
  const app: OauthApp = {
    clientId: 'simulated-client',
    clientSecret: 'simulated-client-secret',
    redirectUri: null,
    ...options.app,
  };
  const grants = grantsOf({
    accessTokenSeconds: options.accessTokenSeconds ?? 3_600,
    codeSeconds: options.codeSeconds ?? 600,
    rotates: options.rotatesRefreshTokens ?? true,
  });
  const nextId = dialpadIds(4);
  const webhooks = webhooksOf(nextId, pageSize);
  const subscriptions = subscriptionsOf(nextId, webhooks, pageSize);
  const calls = callHistoryOf(pageSize);
  const operations = operationsOf({ company, pageSize, webhooks, subscriptions, calls });
  const limiter = limiterOf(limits);
  const faults = faultsOf();
  const closing = new AbortController();
  let requests: SeenRequest[] = [];
  let consents = true;

  /** What a request's bearer reaches; undefined if it is nobody's. */
  const reachOf = ({ authorization, query, at }: ApiRequest): Reach | undefined => {
    const bearer = /^Bearer (.+)$/i.exec(authorization ?? '')?.[1] ?? query.get('apikey');
    if (bearer === null || bearer === undefined) return undefined;
    return bearer === apiKey ? null : (grants.scopesOf(bearer, at) ?? undefined);
  };

  const deauthorize = (request: ApiRequest): Answer => {
    if (reachOf(request) === undefined) return refusal(401, 'Invalid token.');
    grants.revoke();
    return { status: 204, headers: {}, body: '' };
  };

  const answerOfApi = (request: ApiRequest): Answer => {
    const reach = reachOf(request);
    if (reach === undefined) return refusal(401, 'Invalid token.', { 'www-authenticate': 'Bearer' });
    const found = findOperation(operations, request);
    if ('status' in found) return found;
    const { operation, id } = found;
    const wait = limiter.take(operation.name, request.at);
    if (wait > 0) return refusal(429, 'Rate limit exceeded.', { 'retry-after': String(Math.ceil(wait / 1000)) });
    if (operation.scope !== undefined && reach !== null && !reach.includes(operation.scope)) {
      return refusal(403, `Requires scope: ${operation.scope}`);
    }
    return operation.answer(request, id, reach);
  };

  const answer = (request: ApiRequest): Answer => {
    switch (`${request.method} ${request.path}`) {
      case 'GET /oauth2/authorize':
        return authorize(request, app, grants, consents);
      case 'POST /oauth2/token':
        return token(request, app, grants);
      case 'POST /oauth2/deauthorize':
        return deauthorize(request);
      default:
        return request.path.startsWith(API) ? answerOfApi(request) : refusal(404, 'Not found.');
    }
  };

  const front = await serve(options.port ?? 0, {
    now,
    answer,
    faultFor: ({ method, path }) => faults.next(method, path),
    seen: ({ at, method, path, query }, status) => {
      const shown = path.startsWith(API) ? [...query].filter(([name]) => name !== 'apikey') : [];
      requests.push({ at, method, path, query: Object.fromEntries(shown), status });
    },
  });

  const play = (story: readonly TimedEvent[], playing: PlayOptions = {}): Promise<PlayOutcome> => {
    const speed = playing.speed ?? Number.POSITIVE_INFINITY;
    const until = AbortSignal.any(playing.signal === undefined ? [closing.signal] : [playing.signal, closing.signal]);
    // Every event that waits for its time listens: as many as there are is no leak.
    setMaxListeners(0, until);
    const sleep = (ms: number): Promise<void> => slept(ms, until);
    // What is left of a story that is over, retries included, is not sent any more.
    const postUntil: Post = (url, init) => (until.aborted ? Promise.reject(until.reason) : post(url, init));
    const deliveriesOf = (event: TimedEvent) =>
      subscriptions.all().flatMap((subscription) => {
        const webhook = subscription.webhookId === null ? null : webhooks.find(subscription.webhookId);
        if (webhook === null || !isWanted(event, subscription, allStatesFire)) return [];
        const { url: hookUrl, secret } = webhook;
        const sent = { ...event, payload: withinScopes(event, subscription) };
        return async (): Promise<boolean> => {
          const { status } = await deliver(sent, webhookBodies(secret), {
            hookUrl,
            secret,
            speed,
            post: postUntil,
            sleep,
          });
          return status !== null && status >= 200 && status < 300;
        };
      });
    return playStory(story, playing, { happen: calls.remember, deliveriesOf, sleep, until });
  };

  const deliverTo = (url: string, secret: string | null = null): SimulatedWebhook => {
    const webhook = webhooks.add(url, secret);
    subscriptions.create('call', { endpoint_id: webhook.id }, null);
    subscriptions.create(
      'sms',
      { endpoint_id: webhook.id, direction: 'all', status: true, include_internal: true },
      null,
    );
    return webhook;
  };

  return {
    url: front.url,
    app,
    apiKey,
    company,
    play,
    webhooks: webhooks.all,
    subscriptions: subscriptions.all,
    addWebhook: (url, secret = null) => webhooks.add(url, secret),
    deliverTo,
    requests: () => requests,
    fail: faults.fail,
    keepFailing: faults.keepFailing,
    setConsent: (given) => {
      consents = given;
    },
    expireAccessTokens: grants.expireAccessTokens,
    refuseRefreshTokens: grants.refuseRefreshTokens,
    revoke: grants.revoke,
    reset: () => {
      grants.revoke();
      webhooks.clear();
      subscriptions.clear();
      calls.clear();
      limiter.clear();
      faults.clear();
      requests = [];
      consents = true;
    },
    stop: async () => {
      closing.abort();
      await front.stop();
    },
  };
};

/** Waits, or not any longer once it is over. */
const slept = async (ms: number, until: AbortSignal): Promise<void> => {
  if (ms < 1) return;
  await delay(ms, undefined, { signal: until }).catch(() => undefined);
};
