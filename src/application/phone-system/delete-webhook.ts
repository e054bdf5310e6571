import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { removedWebhook, type Webhook } from '../../domain/dialpad-connection/webhook.js';
import type { DialpadId } from '../../domain/dialpad-id.js';
import type {
  Access,
  PhoneSubscription,
  PhoneSystem,
  PhoneSystemError,
  SubscriptionKind,
} from '../ports/phone-system.js';
import { eachPage } from './each-page.js';

/** Deletes a webhook and its subscriptions at the phone system. Subscriptions first: one without its webhook would stay there unused. */
export const deleteWebhook =
  (
    phone: PhoneSystem,
    access: Access,
    webhook: Webhook,
  ): TaskEither<PhoneSystemError, { readonly webhook: Webhook; readonly done: readonly string[] }> =>
  async () => {
    const listed = await eachPage((next) => phone.listWebhooks(access, next))();
    if (E.isLeft(listed)) return listed;
    // After a set-up that was cut short, the webhook may be there though its id is not stored.
    const ofApp = listed.right.filter(({ id, url }) => id === webhook.id || url === webhook.url).map(({ id }) => id);
    const storedIds = [webhook.callSubscriptionId, webhook.messageSubscriptionId];
    const isOfApp = ({ id, webhookId }: PhoneSubscription): boolean =>
      webhookId === null ? storedIds.includes(id) : ofApp.includes(webhookId);
    for (const kind of ['call', 'message'] as const) {
      const deleted = await deleteSubscriptions(phone, access, kind, isOfApp)();
      if (E.isLeft(deleted)) return deleted;
    }
    const deleted = await deleteHooks(phone, access, ofApp)();
    return E.isLeft(deleted) ? deleted : E.right({ webhook: removedWebhook(webhook), done: ['webhook deleted'] });
  };

const deleteSubscriptions =
  (
    phone: PhoneSystem,
    access: Access,
    kind: SubscriptionKind,
    isOfApp: (subscription: PhoneSubscription) => boolean,
  ): TaskEither<PhoneSystemError, void> =>
  async () => {
    const listed = await eachPage((next) => phone.listSubscriptions(access, kind, next))();
    if (E.isLeft(listed)) return listed;
    for (const { id } of listed.right.filter(isOfApp)) {
      const deleted = await phone.deleteSubscription(access, kind, id)();
      if (E.isLeft(deleted)) return deleted;
    }
    return E.right(undefined);
  };

const deleteHooks =
  (phone: PhoneSystem, access: Access, ids: readonly DialpadId[]): TaskEither<PhoneSystemError, void> =>
  async () => {
    for (const id of ids) {
      const deleted = await phone.deleteWebhook(access, id)();
      if (E.isLeft(deleted)) return deleted;
    }
    return E.right(undefined);
  };
