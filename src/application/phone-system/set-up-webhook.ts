import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { Webhook } from '../../domain/dialpad-connection/webhook.js';
import type { DialpadId } from '../../domain/dialpad-id.js';
import type { Access, PhoneSystem, PhoneSystemError, PhoneWebhook } from '../ports/phone-system.js';
import { eachPage } from './each-page.js';
import { setUpSubscription } from './set-up-subscription.js';
import { webhookAt } from './webhook-at.js';

/** Where a webhook is to deliver, and the secret in clear that it is to sign with. */
export interface WebhookTarget {
  readonly url: string;
  readonly secret: string;
}

/** The ids at the phone system, and what was changed there. */
export interface SetUp {
  readonly ids: Pick<Webhook, 'id' | 'callSubscriptionId' | 'messageSubscriptionId'>;
  readonly done: readonly string[];
}

/** Looks at what the app has at the phone system, creates what is missing, and repairs or deletes what is not as it should be. */
export const setUpWebhook =
  (phone: PhoneSystem, access: Access, stored: Webhook, target: WebhookTarget): TaskEither<PhoneSystemError, SetUp> =>
  async () => {
    const hook = await setUpHook(phone, access, stored.id, target)();
    if (E.isLeft(hook)) return hook;
    const { id, surplus } = hook.right;
    const calls = await setUpSubscription(phone, access, 'call', id, stored.callSubscriptionId)();
    if (E.isLeft(calls)) return calls;
    const messages = await setUpSubscription(phone, access, 'message', id, stored.messageSubscriptionId)();
    if (E.isLeft(messages)) return messages;
    // Last, so that events are delivered all the time.
    const deleted = await deleteSurplus(phone, access, surplus, target.url)();
    if (E.isLeft(deleted)) return deleted;
    return E.right({
      ids: { id, callSubscriptionId: calls.right.id, messageSubscriptionId: messages.right.id },
      done: [...hook.right.done, ...calls.right.done, ...messages.right.done, ...deleted.right],
    });
  };

/** The app's webhook, and others of the app that are to be deleted. */
interface Hook {
  readonly id: DialpadId;
  readonly surplus: readonly PhoneWebhook[];
  readonly done: readonly string[];
}

/** A webhook whose id is stored may deliver to a former address of the server: it is surplus. */
const setUpHook =
  (
    phone: PhoneSystem,
    access: Access,
    storedId: DialpadId | null,
    target: WebhookTarget,
  ): TaskEither<PhoneSystemError, Hook> =>
  async () => {
    const listed = await eachPage((next) => phone.listWebhooks(access, next))();
    if (E.isLeft(listed)) return listed;
    const found = webhookAt(target.url, listed.right, storedId);
    const ofApp = listed.right.filter(({ url, id }) => url === target.url || id === storedId);
    const surplus = ofApp.filter((one) => one !== found);
    const made = await createOrRepair(phone, access, storedId, target, found)();
    return E.isLeft(made) ? made : E.right({ ...made.right, surplus });
  };

const createOrRepair =
  (
    phone: PhoneSystem,
    access: Access,
    storedId: DialpadId | null,
    target: WebhookTarget,
    found: PhoneWebhook | undefined,
  ): TaskEither<PhoneSystemError, Omit<Hook, 'surplus'>> =>
  async () => {
    if (found === undefined) {
      const created = await phone.createWebhook(access, target)();
      return E.isLeft(created) ? created : E.right({ id: created.right.id, done: ['webhook created'] });
    }
    const { id } = found;
    if (id === storedId && found.isSigned) return E.right({ id, done: [] });
    // Created by this server, but its id is not stored: an answer, or what was stored, was lost. Its secret may be another one.
    const repaired = await phone.changeWebhookSecret(access, id, target.secret)();
    return E.isLeft(repaired) ? repaired : E.right({ id, done: ['webhook repaired'] });
  };

const deleteSurplus =
  (
    phone: PhoneSystem,
    access: Access,
    surplus: readonly PhoneWebhook[],
    targetUrl: string,
  ): TaskEither<PhoneSystemError, readonly string[]> =>
  async () => {
    for (const { id } of surplus) {
      const deleted = await phone.deleteWebhook(access, id)();
      if (E.isLeft(deleted)) return deleted;
    }
    return E.right(
      surplus.map(({ url }) =>
        url === targetUrl ? 'duplicate webhook deleted' : 'webhook of a former address deleted',
      ),
    );
  };
