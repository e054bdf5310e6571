import { CALL_STATES, type SmsDirection } from './subscription-words.js';
import { type SimulatedWebhook, webhookJson } from './webhooks.js';

interface Common {
  readonly id: string;
  /** Null for a subscription that delivers nowhere. */
  readonly webhookId: string | null;
  readonly enabled: boolean;
  /** Null for the whole company. */
  readonly target: { readonly type: string; readonly id: string } | null;
  /** The scopes of the access that created it; null for all. */
  readonly scopes: readonly string[] | null;
}

export interface CallSubscription extends Common {
  readonly kind: 'call';
  readonly callStates: readonly string[];
  readonly groupCallsOnly: boolean;
}

export interface SmsSubscription extends Common {
  readonly kind: 'sms';
  readonly direction: SmsDirection;
  /** Whether the delivery status of outbound messages is delivered too. */
  readonly status: boolean;
  readonly includeInternal: boolean;
}

export type SimulatedSubscription = CallSubscription | SmsSubscription;

export type SubscriptionKind = SimulatedSubscription['kind'];

/** A subscription with Dialpad's defaults, which delivers nowhere yet. */
export const newSubscription = (
  kind: SubscriptionKind,
  id: string,
  scopes: readonly string[] | null,
): SimulatedSubscription => {
  const common = { id, webhookId: null, enabled: true, target: null, scopes };
  return kind === 'call'
    ? { ...common, kind, callStates: CALL_STATES, groupCallsOnly: false }
    : { ...common, kind, direction: 'all', status: false, includeInternal: false };
};

/** A subscription in the API's shape, with its webhook where there is one. */
export const subscriptionJson = (subscription: SimulatedSubscription, webhook: SimulatedWebhook | null) => {
  const { id, enabled, target } = subscription;
  return {
    id,
    enabled,
    target_type: target?.type,
    target_id: target?.id,
    webhook: webhook === null ? null : webhookJson(webhook),
    ...fieldsOfKind(subscription),
  };
};

const fieldsOfKind = (subscription: SimulatedSubscription) =>
  subscription.kind === 'call'
    ? { call_states: subscription.callStates, group_calls_only: subscription.groupCallsOnly }
    : {
        direction: subscription.direction,
        status: subscription.status,
        include_internal: subscription.includeInternal,
      };
