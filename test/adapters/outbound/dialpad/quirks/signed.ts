import { createHmac } from 'node:crypto';
import { deliveryAuthenticator } from '../../../../../src/adapters/outbound/dialpad/delivery-authenticator.js';
import { RECEIVED_AT } from '../translating.js';

export const SECRET = 'a-secret-of-the-webhook-32-chars-long';

const base64url = (text: string): string => Buffer.from(text).toString('base64url');

/** A payload as Dialpad signs it. */
export const jwt = (payload: unknown, secret = SECRET): string => {
  const signed = `${base64url('{"alg":"HS256","typ":"JWT"}')}.${base64url(JSON.stringify(payload))}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
};

/** Opens a delivery with the secrets. */
export const open = (body: string, { secrets = [SECRET], now = RECEIVED_AT, signature = null as string | null } = {}) =>
  deliveryAuthenticator.open({ body: Buffer.from(body), signature }, secrets, now);
