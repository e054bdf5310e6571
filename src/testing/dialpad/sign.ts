import { createSigner } from 'fast-jwt';
import type { DialpadPayload } from './timed-event.js';

/** A request body and its type. */
export interface WebhookBody {
  readonly body: string;
  readonly contentType: string;
}

/**
 * How Dialpad writes an event: for a webhook with a secret as one compact JWT, signed with HS256, with no claims but the event; for one
 * without as unsigned JSON.
 */
export const webhookBodies = (secret: string | null): ((payload: DialpadPayload) => WebhookBody) => {
  if (secret === null) {
    return (payload) => ({ body: JSON.stringify(payload), contentType: 'application/json' });
  }
  const sign = createSigner({ algorithm: 'HS256', key: secret, noTimestamp: true });
  return (payload) => ({ body: sign(payload), contentType: 'application/jwt' });
};
