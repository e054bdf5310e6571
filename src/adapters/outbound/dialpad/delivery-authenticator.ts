import { createHmac, timingSafeEqual } from 'node:crypto';
import { createVerifier, TokenError } from 'fast-jwt';
import * as E from 'fp-ts/lib/Either.js';
import type { DeliveryAuthenticator, Forged, RawDelivery } from '../../../application/ports/delivery-authenticator.js';
import type { Timestamp } from '../../../domain/timestamp.js';

/** Three parts in base64url (RFC 7515 §3.1); the last is empty in an unsigned token. */
const COMPACT_JWT = /^[\w-]+\.[\w-]+\.[\w-]*$/;
const HEX_DIGEST = /^[0-9a-f]{64}$/i;
/** 32 bytes in base64 or base64url, padded or not. */
const BASE64_DIGEST = /^[\w+/-]{43}=?$/;

/** Replaces invalid UTF-8 instead of throwing, and drops a byte order mark. */
const utf8 = new TextDecoder();

/**
 * Accepts the two forms of contract §3: a body that is a JWT signed with HS256, which is how Dialpad signs, or the HMAC-SHA256 of the
 * body in the signature header. The text of a JWT is its decoded payload, not parsed, so that no digit is lost.
 */
export const deliveryAuthenticator: DeliveryAuthenticator = {
  open: (delivery, secrets, now) => {
    const keys = usableKeys(secrets);
    if (keys.length === 0) return forged('there is no secret to check the signature with');
    const text = utf8.decode(delivery.body);
    const token = text.trim();
    return COMPACT_JWT.test(token) ? openJwt(token, keys, now) : openSigned(delivery, text, keys);
  },
};

/** Secrets are often pasted with a newline at the end. A blank secret never verifies anything. */
const usableKeys = (secrets: readonly string[]): readonly string[] =>
  secrets.map((secret) => secret.trim()).filter((secret) => secret !== '');

const forged = (reason: string): E.Either<Forged, never> => E.left({ _tag: 'Forged', reason });

const openJwt = (token: string, keys: readonly string[], now: Timestamp): E.Either<Forged, string> => {
  const refusals = keys.map((key) => refusalOf(token, key, now));
  if (refusals.includes(null)) return E.right(payloadText(token));
  // A token that has expired under the right secret also fails under the wrong ones: the expiry is the useful reason.
  const useful = refusals.find((refusal) => refusal?.code !== TokenError.codes.invalidSignature) ?? refusals[0];
  return forged(useful?.message ?? 'The token is refused.');
};

/** Why this key does not verify this token; null if it does. A verifier is bound to one point in time, and cheap to create. */
const refusalOf = (token: string, key: string, now: Timestamp): TokenError | null => {
  try {
    createVerifier({ key, algorithms: ['HS256'], clockTimestamp: now })(token);
    return null;
  } catch (error) {
    if (error instanceof TokenError) return error;
    throw error;
  }
};

const payloadText = (token: string): string => utf8.decode(Buffer.from(token.split('.')[1] ?? '', 'base64url'));

const openSigned = (
  { body, signature }: RawDelivery,
  text: string,
  keys: readonly string[],
): E.Either<Forged, string> => {
  if (signature === null) return forged('there is neither a signed token nor a signature header');
  const given = digestOf(signature);
  if (given === null) return forged('the signature header is no HMAC-SHA256 in hex or base64');
  const matches = keys.some((key) => timingSafeEqual(createHmac('sha256', key).update(body).digest(), given));
  return matches ? E.right(text) : forged('the signature in the header does not fit the body');
};

/** The 32 bytes of a digest written in hex, base64 or base64url, with or without `sha256=` in front. */
const digestOf = (signature: string): Buffer | null => {
  const digest = signature.trim().replace(/^sha256=/i, '');
  if (HEX_DIGEST.test(digest)) return Buffer.from(digest, 'hex');
  return BASE64_DIGEST.test(digest) ? Buffer.from(digest, 'base64') : null;
};
