import * as E from 'fp-ts/lib/Either.js';
import type { Clock } from '../../../application/ports/clock.js';
import type { KeyRefused, RecheckAccess } from '../../../application/tenants/authenticate-key.js';
import type { KeyAccess } from '../../../domain/app/key-access.js';
import type { AppId, KeyId } from '../../../domain/ids.js';
import { APP_INACTIVE, type CloseCode, KEY_ENDED } from './close-codes.js';
import type { Subscriber } from './subscriber.js';
import type { Subscribers } from './subscribers.js';

/** Ends the subscribers whose key is no longer valid. */
export interface KeyWatch {
  /** Checks the key of a new subscriber, and again when the key expires. */
  readonly watch: (subscriber: Subscriber) => void;
  readonly unwatch: (subscriber: Subscriber) => void;
  /** Checks the keys of all subscribers of an app. */
  readonly recheckApp: (appId: AppId) => void;
}

interface Deps {
  readonly subscribers: Subscribers;
  readonly recheck: RecheckAccess;
  readonly clock: Clock;
}

/** The longest delay of a timer, in milliseconds. A key that expires later is checked then, and watched again. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** How soon a key is checked again after storage was out of reach, in milliseconds. */
const RETRY_AFTER_MS = 250;

export const makeKeyWatch = (deps: Deps): KeyWatch => {
  const timers = new Map<Subscriber, NodeJS.Timeout>();

  const unwatch = (subscriber: Subscriber): void => {
    clearTimeout(timers.get(subscriber));
    timers.delete(subscriber);
  };

  const watchExpiry = (subscriber: Subscriber, { validUntil }: KeyAccess): void => {
    unwatch(subscriber);
    if (validUntil === null || !deps.subscribers.has(subscriber)) return;
    const delay = Math.min(MAX_TIMER_MS, Math.max(0, validUntil - deps.clock.now()));
    timers.set(subscriber, setTimeout(recheck, delay, subscriber).unref());
  };

  /** Storage that is out of reach is no reason to end a subscriber, nor to stop checking. */
  const checkKey = async (subscriber: Subscriber): Promise<void> => {
    if (withSameKey(deps.subscribers, subscriber).length === 0) return;
    const checked = await deps.recheck(subscriber.access)();
    const subscribers = withSameKey(deps.subscribers, subscriber);
    if (E.isRight(checked)) for (const one of subscribers) watchExpiry(one, checked.right);
    else if (checked.left._tag === 'KeyRefused') for (const one of subscribers) one.end(closeCodeOf(checked.left));
    else if (subscribers[0] !== undefined) setTimeout(recheck, RETRY_AFTER_MS, subscribers[0]).unref();
  };
  const recheck = oncePerKey(checkKey);

  return {
    watch: (subscriber) => {
      watchExpiry(subscriber, subscriber.access);
      // The key may have expired between admission and this registration.
      void recheck(subscriber);
    },
    unwatch,
    recheckApp: (appId) => {
      for (const subscriber of onePerKey(deps.subscribers.of(appId))) void recheck(subscriber);
    },
  };
};

/**
 * Runs one check of a key at a time, for all subscribers that use it. Requests that come during a check lead to one more check,
 * because what they are about may have changed after it read the key.
 */
const oncePerKey = (check: (subscriber: Subscriber) => Promise<void>) => {
  const running = new Map<KeyId, { again: boolean }>();
  return async function run(subscriber: Subscriber): Promise<void> {
    const { keyId } = subscriber.access;
    const earlier = running.get(keyId);
    if (earlier !== undefined) {
      earlier.again = true;
      return;
    }
    const current = { again: false };
    running.set(keyId, current);
    await check(subscriber);
    running.delete(keyId);
    if (current.again) await run(subscriber);
  };
};

const withSameKey = (subscribers: Subscribers, { access: { appId, keyId } }: Subscriber): readonly Subscriber[] =>
  subscribers.of(appId).filter(({ access }) => access.keyId === keyId);

const onePerKey = (subscribers: readonly Subscriber[]): readonly Subscriber[] => [
  ...new Map(subscribers.map((subscriber) => [subscriber.access.keyId, subscriber])).values(),
];

const closeCodeOf = ({ reason }: KeyRefused): CloseCode => (reason === 'app-inactive' ? APP_INACTIVE : KEY_ENDED);
