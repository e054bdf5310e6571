import type { DialpadId } from '../dialpad-id.js';
import type { Timestamp } from '../timestamp.js';

/** The webhook at the phone system that delivers an app's events here. What is secret in it is sealed. */
export interface Webhook {
  /** Null until it is known to be made. */
  readonly id: DialpadId | null;
  readonly url: string;
  /** The newest last: deliveries may be signed under any that has not ended. */
  readonly secrets: readonly WebhookSecret[];
  /** Null until they are known to be made. */
  readonly callSubscriptionId: DialpadId | null;
  readonly messageSubscriptionId: DialpadId | null;
  readonly createdAt: Timestamp;
  /** When it was last found to be as it should, or made so. */
  readonly checkedAt: Timestamp | null;
  /** Who sets it up at the moment; another may once the lease is up. */
  readonly busy: { readonly owner: string; readonly until: Timestamp } | null;
}

export interface WebhookSecret {
  readonly sealed: string;
  readonly since: Timestamp;
  /** Null while no end is set. */
  readonly until: Timestamp | null;
}

/** A webhook that is about to be made; its secret is kept first, so that no delivery comes that cannot be checked. */
export const plannedWebhook = (url: string, sealedSecret: string, now: Timestamp): Webhook => ({
  id: null,
  url,
  secrets: [{ sealed: sealedSecret, since: now, until: null }],
  callSubscriptionId: null,
  messageSubscriptionId: null,
  createdAt: now,
  checkedAt: null,
  busy: null,
});

/** Nothing is left of it: nothing signed under its secrets is taken any more. */
export const removedWebhook = (webhook: Webhook): Webhook => ({
  ...webhook,
  id: null,
  secrets: [],
  callSubscriptionId: null,
  messageSubscriptionId: null,
  checkedAt: null,
});

/** Whether there is one, or one is about to be made. */
export const isWanted = ({ secrets }: Webhook): boolean => secrets.length > 0;

/** The secrets that deliveries may be signed under at `now`. */
export const validSecrets = ({ secrets }: Webhook, now: Timestamp): readonly WebhookSecret[] =>
  secrets.filter(({ until }) => until === null || now < until);

/** The secret that the phone system is to sign with. */
export const newestSecret = ({ secrets }: Webhook): WebhookSecret | null => secrets.at(-1) ?? null;

/** Adds a secret. Those before it stay good until the phone system is known to sign with it. */
export const withSecret = (webhook: Webhook, sealed: string, now: Timestamp): Webhook => ({
  ...webhook,
  secrets: [...validSecrets(webhook, now), { sealed, since: now, until: null }],
});

/** The phone system signs with the newest secret: those before it end `graceMs` from now, for what is still on its way. */
export const secretChanged = (webhook: Webhook, graceMs: number, now: Timestamp): Webhook => ({
  ...webhook,
  secrets: validSecrets(webhook, now).map((secret, index, all) =>
    index === all.length - 1 || secret.until !== null ? secret : { ...secret, until: now + graceMs },
  ),
});
