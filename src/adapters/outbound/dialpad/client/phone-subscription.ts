import type { PhoneSubscription, SubscriptionKind } from '../../../../application/ports/phone-system.js';
import type { DialpadId } from '../../../../domain/dialpad-id.js';
import { SUBSCRIBED_STATES } from '../call-states.js';
import { type Fields, field, fieldsOf, idOf, textsOf, wordOf } from '../json-fields.js';

/** The API's path for the subscriptions of each kind. */
export const PATHS: Readonly<Record<SubscriptionKind, string>> = {
  call: '/subscriptions/call',
  message: '/subscriptions/sms',
};

/** What this server subscribes to. Without a target a subscription covers the whole company. */
const WANTED: Readonly<Record<SubscriptionKind, Fields>> = {
  // Every state by name: a subscription to `all` was seen to deliver nothing (events.md §5).
  call: { call_states: SUBSCRIBED_STATES, group_calls_only: false },
  message: { direction: 'all', status: true },
};

/** The body that makes a subscription deliver everything of its kind to the webhook. */
export const subscriptionBody = (kind: SubscriptionKind, webhookId: DialpadId): Fields => ({
  endpoint_id: BigInt(webhookId),
  enabled: true,
  ...WANTED[kind],
});

/** Reads a subscription; null without an id. */
export const phoneSubscription =
  (kind: SubscriptionKind) =>
  (subscription: Fields): PhoneSubscription | null => {
    const id = idOf(field(subscription, 'id'));
    if (id === null) return null;
    return {
      id,
      kind,
      webhookId: idOf(field(fieldsOf(field(subscription, 'webhook')), 'id')),
      // Absent means true, Dialpad's default.
      isEnabled: field(subscription, 'enabled') !== false,
      isComplete: !hasTarget(subscription) && wantsAll[kind](subscription),
    };
  };

/** Whether a subscription covers only a part of the company. */
export const hasTarget = (subscription: Fields): boolean =>
  wordOf(field(subscription, 'target_type')) !== null || idOf(field(subscription, 'target_id')) !== null;

const wantsAll: Readonly<Record<SubscriptionKind, (subscription: Fields) => boolean>> = {
  call: (subscription) => {
    const states = new Set(textsOf(field(subscription, 'call_states')).map(wordOf));
    return SUBSCRIBED_STATES.every((state) => states.has(state)) && field(subscription, 'group_calls_only') !== true;
  },
  message: (subscription) =>
    wordOf(field(subscription, 'direction')) === 'all' && field(subscription, 'status') === true,
};
