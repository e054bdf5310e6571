import type { DialpadId } from '../dialpad-id.js';
import type { Lease } from '../lease.js';
import type { Timestamp } from '../timestamp.js';

/** The webhook at the phone system that delivers an app's events to this server. Secrets in it are sealed. */
export interface Webhook {
  /** Null until it is known to exist at the phone system. */
  readonly id: DialpadId | null;
  readonly url: string;
  /** Newest last. Deliveries may be signed under any that has not ended. None where there is no webhook. */
  readonly secrets: readonly WebhookSecret[];
  /** Null until it is known to exist at the phone system. */
  readonly callSubscriptionId: DialpadId | null;
  /** Null until it is known to exist at the phone system. */
  readonly messageSubscriptionId: DialpadId | null;
  readonly createdAt: Timestamp;
  /** When it was last found complete, or completed. */
  readonly checkedAt: Timestamp | null;
  /** Held by the process that sets it up, rotates its secret or removes it. */
  readonly busy: Lease | null;
}

export interface WebhookSecret {
  readonly sealed: string;
  readonly since: Timestamp;
  /** Null while no end is set. */
  readonly until: Timestamp | null;
}

/** The record of an app that never had a webhook. */
export const NO_WEBHOOK: Webhook = {
  id: null,
  url: '',
  secrets: [],
  callSubscriptionId: null,
  messageSubscriptionId: null,
  createdAt: 0,
  checkedAt: null,
  busy: null,
};

/** A webhook that is about to be created. Its secret is stored first, so that its first delivery can be verified. */
export const plannedWebhook = (url: string, sealedSecret: string, now: Timestamp): Webhook => ({
  ...NO_WEBHOOK,
  url,
  secrets: [{ sealed: sealedSecret, since: now, until: null }],
  createdAt: now,
});

/** After the webhook is deleted: nothing that is signed under its secrets is accepted any more. */
export const removedWebhook = (webhook: Webhook): Webhook => ({
  ...webhook,
  id: null,
  secrets: [],
  callSubscriptionId: null,
  messageSubscriptionId: null,
  checkedAt: null,
});

/** Whether there is a webhook, or one is about to be created. */
export const isWanted = ({ secrets }: Webhook): boolean => secrets.length > 0;

/** The secrets that deliveries may be signed under at `now`. */
export const validSecrets = ({ secrets }: Webhook, now: Timestamp): readonly WebhookSecret[] =>
  secrets.filter(({ until }) => until === null || now < until);

/** The secret that the phone system is to sign with. */
export const newestSecret = ({ secrets }: Webhook): WebhookSecret | null => secrets.at(-1) ?? null;

/** Adds a secret. Earlier ones stay valid until the phone system is known to sign with the new one. */
export const withSecret = (webhook: Webhook, sealed: string, now: Timestamp): Webhook => ({
  ...webhook,
  secrets: [...validSecrets(webhook, now), { sealed, since: now, until: null }],
});

/** The phone system signs with the newest secret now. Earlier ones end after `graceMs`, for deliveries that are under way. */
export const secretChanged = (webhook: Webhook, graceMs: number, now: Timestamp): Webhook => ({
  ...webhook,
  secrets: validSecrets(webhook, now).map((secret, index, all) =>
    index === all.length - 1 || secret.until !== null ? secret : { ...secret, until: now + graceMs },
  ),
});
