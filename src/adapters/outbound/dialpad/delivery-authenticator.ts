import { createHmac, timingSafeEqual } from 'node:crypto';
import { createVerifier, TokenError } from 'fast-jwt';
import * as E from 'fp-ts/lib/Either.js';
import type { DeliveryAuthenticator, Forged, RawDelivery } from '../../../application/ports/delivery-authenticator.js';
import type { Timestamp } from '../../../domain/timestamp.js';

/** Three parts in the base64url alphabet (RFC 7515 §3.1); the last is empty in a token that nobody signed. */
const COMPACT_JWT = /^[\w-]+\.[\w-]+\.[\w-]*$/;
const HEX_DIGEST = /^[0-9a-f]{64}$/i;
/** Of 32 bytes, in either alphabet, padded or not. */
const BASE64_DIGEST = /^[\w+/-]{43}=?$/;

/** Replaces what is no UTF-8 instead of throwing, and drops a byte order mark. */
const utf8 = new TextDecoder();

/**
 * Takes what is signed as contract §3 says: a body that is a JWT signed HS256, as Dialpad signs, or the HMAC-SHA256 of the
 * body in the signature header. A JWT's text is its payload's own bytes, so no digit of it is lost.
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

/** A secret is often pasted with a newline behind it; one that is nothing but white space opens nothing. */
const usableKeys = (secrets: readonly string[]): readonly string[] =>
  secrets.map((secret) => secret.trim()).filter((secret) => secret !== '');

const forged = (reason: string): E.Either<Forged, never> => E.left({ _tag: 'Forged', reason });

const openJwt = (token: string, keys: readonly string[], now: Timestamp): E.Either<Forged, string> => {
  const refusals = keys.map((key) => refusalOf(token, key, now));
  if (refusals.includes(null)) return E.right(payloadText(token));
  // Of several secrets one may fit a token that is refused for its age: that is the reason worth reading.
  const telling = refusals.find((refusal) => refusal?.code !== TokenError.codes.invalidSignature) ?? refusals[0];
  return forged(telling?.message ?? 'The token is refused.');
};

/** Why this key does not open this token; null if it does. A verifier holds one moment, and is cheap to make. */
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
  const fits = keys.some((key) => timingSafeEqual(createHmac('sha256', key).update(body).digest(), given));
  return fits ? E.right(text) : forged('the signature in the header does not fit the body');
};

/** The 32 bytes of a digest written in hex, base64 or base64url, with or without `sha256=` in front. */
const digestOf = (signature: string): Buffer | null => {
  const written = signature.trim().replace(/^sha256=/i, '');
  if (HEX_DIGEST.test(written)) return Buffer.from(written, 'hex');
  return BASE64_DIGEST.test(written) ? Buffer.from(written, 'base64') : null;
};
