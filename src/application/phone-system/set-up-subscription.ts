import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { DialpadId } from '../../domain/dialpad-id.js';
import type {
  Access,
  PhoneSubscription,
  PhoneSystem,
  PhoneSystemError,
  SubscriptionKind,
} from '../ports/phone-system.js';
import { eachPage } from './each-page.js';

/** The subscription, and what was changed at the phone system. */
interface SetUpSubscription {
  readonly id: DialpadId;
  readonly done: readonly string[];
}

/** Sees that a webhook has exactly one subscription of a kind, which is complete and enabled. */
export const setUpSubscription =
  (
    phone: PhoneSystem,
    access: Access,
    kind: SubscriptionKind,
    webhookId: DialpadId,
    storedId: DialpadId | null,
  ): TaskEither<PhoneSystemError, SetUpSubscription> =>
  async () => {
    const listed = await eachPage((next) => phone.listSubscriptions(access, kind, next))();
    if (E.isLeft(listed)) return listed;
    // One that delivers nowhere is the app's only if its id is stored.
    const ofApp = listed.right.filter((one) => one.webhookId === webhookId || one.id === storedId);
    const isGood = (one: PhoneSubscription): boolean => one.isComplete && one.isEnabled && one.webhookId === webhookId;
    const chosen = ofApp.find(isGood) ?? ofApp[0];
    const duplicates = ofApp.filter((one) => one !== chosen);
    for (const { id } of duplicates) {
      const deleted = await phone.deleteSubscription(access, kind, id)();
      if (E.isLeft(deleted)) return deleted;
    }
    const made =
      chosen !== undefined && isGood(chosen)
        ? E.right({ id: chosen.id, done: [] })
        : await createOrRepair(phone, access, kind, webhookId, chosen)();
    const deletions = duplicates.map(() => `duplicate ${kind} subscription deleted`);
    return E.map(({ id, done }: SetUpSubscription) => ({ id, done: [...deletions, ...done] }))(made);
  };

const createOrRepair =
  (
    phone: PhoneSystem,
    access: Access,
    kind: SubscriptionKind,
    webhookId: DialpadId,
    found: PhoneSubscription | undefined,
  ): TaskEither<PhoneSystemError, SetUpSubscription> =>
  async () => {
    if (found === undefined) {
      const created = await phone.createSubscription(access, kind, webhookId)();
      return E.isLeft(created) ? created : E.right({ id: created.right.id, done: [`${kind} subscription created`] });
    }
    const repaired = await phone.repairSubscription(access, kind, found.id, webhookId)();
    return E.isLeft(repaired) ? repaired : E.right({ id: repaired.right.id, done: [`${kind} subscription repaired`] });
  };
