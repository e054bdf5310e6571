import * as t from 'io-ts';
import { validSecrets, type Webhook } from '../../domain/dialpad-connection/webhook.js';
import type { Timestamp } from '../../domain/timestamp.js';
import { DialpadIdJson } from './dialpad-id-json.js';
import { IsoTime } from './iso-time.js';
import { nullable } from './nullable.js';

/** An app's webhook at Dialpad, without its secrets. */
export const WebhookJson = t.type(
  {
    id: nullable(DialpadIdJson),
    url: t.string,
    call_subscription_id: nullable(DialpadIdJson),
    sms_subscription_id: nullable(DialpadIdJson),
    created_at: IsoTime,
    /** When the webhook was last found correct at Dialpad, or corrected. */
    checked_at: nullable(IsoTime),
    /** A delivery may be signed with any of them. */
    secrets: t.readonlyArray(t.type({ since: IsoTime, valid_until: nullable(IsoTime) })),
  },
  'DialpadWebhook',
);

export const webhookToJson = (webhook: Webhook, now: Timestamp): t.OutputOf<typeof WebhookJson> =>
  WebhookJson.encode({
    id: webhook.id,
    url: webhook.url,
    call_subscription_id: webhook.callSubscriptionId,
    sms_subscription_id: webhook.messageSubscriptionId,
    created_at: webhook.createdAt,
    checked_at: webhook.checkedAt,
    secrets: validSecrets(webhook, now).map(({ since, until }) => ({ since, valid_until: until })),
  });
