import type { PhoneSubscription, SubscriptionKind } from '../../../../application/ports/phone-system.js';
import type { DialpadId } from '../../../../domain/dialpad-id.js';
import { SUBSCRIBED_STATES } from '../call-states.js';
import { type Fields, fieldsOf, idOf, own, textsOf, wordOf } from '../json-fields.js';

/** Where the subscriptions of each kind are kept. */
export const PATHS: Readonly<Record<SubscriptionKind, string>> = {
  call: '/subscriptions/call',
  message: '/subscriptions/sms',
};

/** What this server wants of each kind. No target is the whole company. */
const WANTED: Readonly<Record<SubscriptionKind, Fields>> = {
  // By name: a subscription to `all` was seen to deliver nothing.
  call: { call_states: SUBSCRIBED_STATES, group_calls_only: false },
  message: { direction: 'all', status: true },
};

/** What makes a subscription deliver all of its kind to the webhook. */
export const subscriptionBody = (kind: SubscriptionKind, webhookId: DialpadId): Fields => ({
  endpoint_id: BigInt(webhookId),
  enabled: true,
  ...WANTED[kind],
});

/** A subscription; null without an id. */
export const phoneSubscription =
  (kind: SubscriptionKind) =>
  (subscription: Fields): PhoneSubscription | null => {
    const id = idOf(own(subscription, 'id'));
    if (id === null) return null;
    return {
      id,
      kind,
      webhookId: idOf(own(fieldsOf(own(subscription, 'webhook')), 'id')),
      // Dialpad's default.
      isEnabled: own(subscription, 'enabled') !== false,
      isComplete: !hasTarget(subscription) && wantsAll[kind](subscription),
    };
  };

/** Whether it covers a part of the company only. */
export const hasTarget = (subscription: Fields): boolean =>
  wordOf(own(subscription, 'target_type')) !== null || idOf(own(subscription, 'target_id')) !== null;

const wantsAll: Readonly<Record<SubscriptionKind, (subscription: Fields) => boolean>> = {
  call: (subscription) => {
    const states = new Set(textsOf(own(subscription, 'call_states')).map(wordOf));
    return SUBSCRIBED_STATES.every((state) => states.has(state)) && own(subscription, 'group_calls_only') !== true;
  },
  message: (subscription) => wordOf(own(subscription, 'direction')) === 'all' && own(subscription, 'status') === true,
};
