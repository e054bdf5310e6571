import * as E from 'fp-ts/lib/Either.js';
import type { Clock } from '../../../application/ports/clock.js';
import type { KeyRefused, RecheckAccess } from '../../../application/tenants/authenticate-key.js';
import type { KeyAccess } from '../../../domain/app/key-access.js';
import type { AppId, KeyId } from '../../../domain/ids.js';
import { APP_INACTIVE, type CloseCode, KEY_ENDED } from './close-codes.js';
import type { Subscriber } from './subscriber.js';

/** Ends the subscribers whose key is no longer valid. What it does for a key costs the same however many subscribers use it. */
export interface KeyWatch {
  /** Checks the key of a new subscriber, and again when the key expires. */
  readonly watch: (subscriber: Subscriber) => void;
  readonly unwatch: (subscriber: Subscriber) => void;
  /** Checks the keys of all subscribers of an app. */
  readonly recheckApp: (appId: AppId) => void;
  /** Checks the keys of all subscribers. */
  readonly recheckAll: () => void;
}

interface Deps {
  readonly recheck: RecheckAccess;
  readonly clock: Clock;
}

/** A key that subscribers use. */
interface WatchedKey {
  readonly access: KeyAccess;
  readonly subscribers: Set<Subscriber>;
  /** Checks it when it expires; null for one that does not. */
  expiry: NodeJS.Timeout | null;
}

/** The longest delay of a timer, in milliseconds. A key that expires later is checked then, and watched again. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** How soon a key is checked again after storage was out of reach, in milliseconds. */
const RETRY_AFTER_MS = 250;

export const makeKeyWatch = (deps: Deps): KeyWatch => {
  const keys = new Map<KeyId, WatchedKey>();

  const watchExpiry = (key: WatchedKey, { keyId, validUntil }: KeyAccess): void => {
    stopTimer(key);
    if (validUntil === null) return;
    const delay = Math.min(MAX_TIMER_MS, Math.max(0, validUntil - deps.clock.now()));
    key.expiry = setTimeout(recheck, delay, keyId).unref();
  };

  const begin = (access: KeyAccess): WatchedKey => {
    const key: WatchedKey = { access, subscribers: new Set(), expiry: null };
    keys.set(access.keyId, key);
    watchExpiry(key, access);
    return key;
  };

  /** Storage that is out of reach is no reason to end a subscriber, nor to stop checking. */
  const checkKey = async (keyId: KeyId): Promise<void> => {
    const access = keys.get(keyId)?.access;
    if (access === undefined) return;
    const checked = await deps.recheck(access)();
    const key = keys.get(keyId);
    if (key === undefined) return;
    if (E.isRight(checked)) watchExpiry(key, checked.right);
    else if (checked.left._tag === 'KeyRefused') endAll(key, closeCodeOf(checked.left));
    else setTimeout(recheck, RETRY_AFTER_MS, keyId).unref();
  };
  const recheck = oncePerKey(checkKey);

  return {
    watch: (subscriber) => {
      const { access } = subscriber;
      (keys.get(access.keyId) ?? begin(access)).subscribers.add(subscriber);
      // The key may have expired between admission and this registration.
      void recheck(access.keyId);
    },
    unwatch: (subscriber) => {
      const { keyId } = subscriber.access;
      const key = keys.get(keyId);
      key?.subscribers.delete(subscriber);
      if (key?.subscribers.size !== 0) return;
      stopTimer(key);
      keys.delete(keyId);
    },
    recheckApp: (appId) => {
      for (const [keyId, { access }] of keys) if (access.appId === appId) void recheck(keyId);
    },
    recheckAll: () => {
      for (const keyId of keys.keys()) void recheck(keyId);
    },
  };
};

/**
 * Runs one check of a key at a time, for all subscribers that use it. Requests that come during a check lead to one more check,
 * because what they are about may have changed after it read the key.
 */
const oncePerKey = (check: (keyId: KeyId) => Promise<void>) => {
  const running = new Map<KeyId, { again: boolean }>();
  return async function run(keyId: KeyId): Promise<void> {
    const earlier = running.get(keyId);
    if (earlier !== undefined) {
      earlier.again = true;
      return;
    }
    const current = { again: false };
    running.set(keyId, current);
    await check(keyId);
    running.delete(keyId);
    if (current.again) await run(keyId);
  };
};

const stopTimer = (key: WatchedKey): void => {
  if (key.expiry !== null) clearTimeout(key.expiry);
  key.expiry = null;
};

const endAll = ({ subscribers }: WatchedKey, why: CloseCode): void => {
  for (const subscriber of [...subscribers]) subscriber.end(why);
};

const closeCodeOf = ({ reason }: KeyRefused): CloseCode => (reason === 'app-inactive' ? APP_INACTIVE : KEY_ENDED);
