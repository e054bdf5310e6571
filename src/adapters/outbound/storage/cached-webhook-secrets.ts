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

/** How long secrets are believed without asking again: one that has ended is refused within a second. */
const SECRET_TTL_MS = 1_000;
const MAX_APPS = 10_000;

/** An app's own secrets, where it has a webhook of its own, else `fallback`; remembered for a moment. */
export const cachedWebhookSecrets = (deps: {
  readonly webhooks: Pick<RecordOf<Webhook>, 'read'>;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly fallback: string;
}): WebhookSecrets => {
  const known = new Map<AppId, { readonly secrets: readonly string[]; readonly until: Timestamp }>();
  const standing = [deps.fallback];

  const current: WebhookSecrets['current'] = (appId) => async () => {
    if (appId === null) return E.right(standing);
    const found = await deps.webhooks.read(appId)();
    if (E.isLeft(found)) return found;
    const now = deps.clock.now();
    const webhook = O.toNullable(found.right);
    // Without the key that sealed them an app's own secrets open nothing; no other secret stands in for them.
    const own = webhook === null ? [] : secretsOf(deps.vault, appId, webhook, now);
    // Until its own webhook is known to be made, one that was set up by hand may still be what delivers.
    const isMade = webhook !== null && isWanted(webhook) && webhook.id !== null;
    const secrets = isMade ? own : [...own, ...standing];
    if (known.size >= MAX_APPS) known.clear();
    known.set(appId, { secrets, until: now + SECRET_TTL_MS });
    return E.right(secrets);
  };

  return {
    current,
    remembered: (appId) => async () => {
      const remembered = appId === null ? undefined : known.get(appId);
      const isFresh = remembered !== undefined && deps.clock.now() < remembered.until;
      return isFresh ? E.right(remembered.secrets) : current(appId)();
    },
  };
};
