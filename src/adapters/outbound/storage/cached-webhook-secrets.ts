import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { secretsOf } from '../../../application/phone-system/webhook-secret.js';
import type { Clock } from '../../../application/ports/clock.js';
import type { Vault } from '../../../application/ports/vault.js';
import type { WebhookSecrets } from '../../../application/ports/webhook-secrets.js';
import type { RecordOf } from '../../../application/records/app-record.js';
import { isWanted, type Webhook } from '../../../domain/dialpad-connection/webhook.js';
import type { AppId } from '../../../domain/ids.js';
import type { Timestamp } from '../../../domain/timestamp.js';

/** How long secrets are cached, in milliseconds: a secret that has ended is refused within a second. */
const SECRET_TTL_MS = 1_000;
const MAX_APPS = 10_000;
/** Of apps that a suspect sender names. */
const LOOK_UPS_A_SECOND = 20;

/** The secrets of an app's own webhook, or `fallback` for an app without one; cached for a second. */
export const cachedWebhookSecrets = (deps: {
  readonly webhooks: Pick<RecordOf<Webhook>, 'read'>;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly fallback: string;
}): WebhookSecrets => {
  const cache = new Map<AppId, { readonly secrets: readonly string[]; readonly until: Timestamp }>();
  const fallback = [deps.fallback];

  let lookUps = { since: 0, count: 0 };
  /** Counts the look-ups of apps that are not cached: after a start no app is. */
  const hasLookUpLeft = (): boolean => {
    const now = deps.clock.now();
    if (Math.abs(now - lookUps.since) >= 1_000) lookUps = { since: now, count: 0 };
    lookUps.count += 1;
    return lookUps.count <= LOOK_UPS_A_SECOND;
  };

  const current: WebhookSecrets['current'] = (appId) => async () => {
    if (appId === null) return E.right(fallback);
    const found = await deps.webhooks.read(appId)();
    if (E.isLeft(found)) return found;
    const now = deps.clock.now();
    const webhook = O.toNullable(found.right);
    // Without the key that they were sealed with, an app's own secrets cannot be read, and no other secret replaces them.
    const own = webhook === null ? [] : secretsOf(deps.vault, appId, webhook, now);
    // Until Dialpad has confirmed the app's own webhook, deliveries may come from one that was set up by hand.
    const isConfirmed = webhook !== null && isWanted(webhook) && webhook.id !== null;
    const secrets = isConfirmed ? own : [...own, ...fallback];
    if (cache.size >= MAX_APPS) cache.clear();
    cache.set(appId, { secrets, until: now + SECRET_TTL_MS });
    return E.right(secrets);
  };

  return {
    current,
    isCheap: (appId) => appId === null || cache.has(appId) || hasLookUpLeft(),
    remembered: (appId) => async () => {
      const cached = appId === null ? undefined : cache.get(appId);
      const isFresh = cached !== undefined && deps.clock.now() < cached.until;
      return isFresh ? E.right(cached.secrets) : current(appId)();
    },
  };
};
