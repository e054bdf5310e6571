import { createSigner } from 'fast-jwt';
import type { DialpadPayload } from './timed-event.js';

/** A request body and its type. */
export interface WebhookBody {
  readonly body: string;
  readonly contentType: string;
}

/**
 * Makes the body in which Dialpad delivers an event: one compact JWT signed HS256, with no claims but the event, where the
 * webhook has a secret; plain JSON, not signed at all, where it has none.
 */
export const webhookBodies = (secret: string | null): ((payload: DialpadPayload) => WebhookBody) => {
  if (secret === null) {
    return (payload) => ({ body: JSON.stringify(payload), contentType: 'application/json' });
  }
  const sign = createSigner({ algorithm: 'HS256', key: secret, noTimestamp: true });
  return (payload) => ({ body: sign(payload), contentType: 'application/jwt' });
};
