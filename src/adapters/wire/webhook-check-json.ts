import * as t from 'io-ts';
import {
  type InspectedWebhook,
  SUBSCRIPTION_STANDINGS,
  WEBHOOK_STANDINGS,
} from '../../application/phone-system/inspect-webhook.js';
import { nullable } from './nullable.js';
import { oneOf } from './words.js';

/** How an app's webhook stands at Dialpad, as Dialpad says itself. */
export const WebhookCheckJson = t.type(
  {
    /** Where it is to deliver; null if the app has no webhook of its own. */
    url: nullable(t.string),
    /** `moved` if it delivers to a former address of this server, `none` if the app has none of its own. */
    webhook: oneOf(WEBHOOK_STANDINGS),
    /** `narrowed` if it leaves out something that this server needs. */
    call_subscription: oneOf(SUBSCRIPTION_STANDINGS),
    sms_subscription: oneOf(SUBSCRIPTION_STANDINGS),
  },
  'DialpadWebhookCheck',
);

export const webhookCheckToJson = ({ url, webhook, calls, messages }: InspectedWebhook) =>
  WebhookCheckJson.encode({ url, webhook, call_subscription: calls, sms_subscription: messages });
