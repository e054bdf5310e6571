import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { isWanted, NO_WEBHOOK, type Webhook } from '../../domain/dialpad-connection/webhook.js';
import type { DialpadId } from '../../domain/dialpad-id.js';
import type { AppId } from '../../domain/ids.js';
import type { Access, PhoneSystem, PhoneSystemError, PhoneWebhook, SubscriptionKind } from '../ports/phone-system.js';
import type { StorageError } from '../ports/storage-error.js';
import type { RecordOf } from '../records/app-record.js';
import type { WithAccess } from './access.js';
import type { AccessError } from './access-error.js';
import { eachPage } from './each-page.js';
import { webhookAt } from './webhook-at.js';

export const WEBHOOK_STANDINGS = ['good', 'missing', 'moved', 'unsigned', 'none'] as const;
/** `moved`: it delivers to a former address of this server. `none`: the app has no webhook of its own here. */
export type WebhookStanding = (typeof WEBHOOK_STANDINGS)[number];

export const SUBSCRIPTION_STANDINGS = ['good', 'missing', 'off', 'narrowed', 'none'] as const;
/** `narrowed`: it leaves out something that this server needs. `none`: there is no webhook that it could lead to. */
export type SubscriptionStanding = (typeof SUBSCRIPTION_STANDINGS)[number];

/** How an app's webhook stands at the phone system, as that says itself. */
export interface InspectedWebhook {
  /** Where the webhook is to deliver; null where the app has none of its own. */
  readonly url: string | null;
  readonly webhook: WebhookStanding;
  readonly calls: SubscriptionStanding;
  readonly messages: SubscriptionStanding;
}

/**
 * Asks the phone system how an app's webhook and its subscriptions stand, and so whether it accepts the app's access. Changes nothing there;
 * as with any request, an access that is refused breaks the connection.
 */
export type InspectWebhook = (
  appId: AppId,
) => TaskEither<AccessError | PhoneSystemError | StorageError, InspectedWebhook>;

interface Deps {
  readonly webhooks: RecordOf<Webhook>;
  readonly withAccess: WithAccess;
  readonly phone: PhoneSystem;
  /** The address for an app's events; null where the server does not know how the phone system reaches it. */
  readonly hookUrlOf: (appId: AppId) => string | null;
}

export const makeInspectWebhook =
  ({ webhooks, withAccess, phone, hookUrlOf }: Deps): InspectWebhook =>
  (appId) =>
  async () => {
    const read = await webhooks.read(appId)();
    if (E.isLeft(read)) return read;
    const stored = O.getOrElse(() => NO_WEBHOOK)(read.right);
    return withAccess(appId, (access) => inspect(phone, access, stored, hookUrlOf(appId) ?? stored.url))();
  };

const inspect =
  (phone: PhoneSystem, access: Access, stored: Webhook, url: string): TaskEither<PhoneSystemError, InspectedWebhook> =>
  async () => {
    const listed = await eachPage((next) => phone.listWebhooks(access, next))();
    if (E.isLeft(listed)) return listed;
    if (!isWanted(stored)) return E.right(NONE);
    // None at the address: one whose id is stored may deliver to a former address.
    const hook = webhookAt(url, listed.right, stored.id) ?? listed.right.find(({ id }) => id === stored.id);
    if (hook === undefined) return E.right({ url, webhook: 'missing', calls: 'none', messages: 'none' });
    const calls = await subscriptionTo(phone, access, 'call', hook.id)();
    if (E.isLeft(calls)) return calls;
    const messages = await subscriptionTo(phone, access, 'message', hook.id)();
    if (E.isLeft(messages)) return messages;
    return E.right({ url, webhook: standingOf(hook, url), calls: calls.right, messages: messages.right });
  };

const NONE: InspectedWebhook = { url: null, webhook: 'none', calls: 'none', messages: 'none' };

const standingOf = (hook: PhoneWebhook, url: string): WebhookStanding => {
  if (hook.url !== url) return 'moved';
  return hook.isSigned ? 'good' : 'unsigned';
};

const subscriptionTo =
  (
    phone: PhoneSystem,
    access: Access,
    kind: SubscriptionKind,
    webhookId: DialpadId,
  ): TaskEither<PhoneSystemError, SubscriptionStanding> =>
  async () => {
    const listed = await eachPage((next) => phone.listSubscriptions(access, kind, next))();
    if (E.isLeft(listed)) return listed;
    const ofHook = listed.right.filter((one) => one.webhookId === webhookId);
    if (ofHook.length === 0) return E.right('missing');
    const enabled = ofHook.filter(({ isEnabled }) => isEnabled);
    if (enabled.length === 0) return E.right('off');
    return E.right(enabled.some(({ isComplete }) => isComplete) ? 'good' : 'narrowed');
  };
