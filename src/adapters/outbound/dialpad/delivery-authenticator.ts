import { createHmac, timingSafeEqual } from 'node:crypto';
import { createVerifier, TokenError } from 'fast-jwt';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import type {
  DeliveryAuthenticator,
  Forged,
  ForgedCause,
  NotYetValid,
  RawDelivery,
} from '../../../application/ports/delivery-authenticator.js';
import type { Timestamp } from '../../../domain/timestamp.js';
import { checkTimes, type TimeClaims } from './token-times.js';

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
    if (keys.length === 0) return forged('no-secret', 'there is no secret to check the signature with');
    const text = utf8.decode(delivery.body);
    const token = text.trim();
    return COMPACT_JWT.test(token) ? openJwt(token, keys, now) : openSigned(delivery, text, keys);
  },
};

/** Secrets are often pasted with a newline at the end. A blank secret never verifies anything. */
const usableKeys = (secrets: readonly string[]): readonly string[] =>
  secrets.map((secret) => secret.trim()).filter((secret) => secret !== '');

const forged = (cause: ForgedCause, reason: string): E.Either<Forged, never> =>
  E.left({ _tag: 'Forged', cause, reason });

const openJwt = (token: string, keys: readonly string[], now: Timestamp): E.Either<Forged | NotYetValid, string> => {
  const verified = keys.map((key) => verify(token, key));
  const authentic = verified.find(E.isRight);
  if (authentic === undefined) return forgedToken(verified.find(E.isLeft)?.left);
  // The times come last: a clock that is wrong must not look like a wrong secret.
  return pipe(
    checkTimes(authentic.right, now),
    E.map(() => payloadText(token)),
  );
};

/** The claims of a token that this key signed, whatever its times. */
const verify = (token: string, key: string): E.Either<TokenError, TimeClaims> => {
  try {
    return E.right(
      createVerifier({ key, algorithms: ['HS256'], ignoreExpiration: true, ignoreNotBefore: true })(token),
    );
  } catch (error) {
    if (error instanceof TokenError) return E.left(error);
    throw error;
  }
};

const forgedToken = (error: TokenError | undefined): E.Either<Forged, never> => {
  const reason = error?.message ?? 'The token is refused.';
  switch (error?.code) {
    case TokenError.codes.invalidSignature:
      return forged('wrong-secret', reason);
    case TokenError.codes.invalidAlgorithm:
      return forged('wrong-algorithm', reason);
    case TokenError.codes.missingSignature:
      return forged('no-signature', reason);
    default:
      return forged('unreadable-token', reason);
  }
};

const payloadText = (token: string): string => utf8.decode(Buffer.from(token.split('.')[1] ?? '', 'base64url'));

const openSigned = (
  { body, signature }: RawDelivery,
  text: string,
  keys: readonly string[],
): E.Either<Forged, string> => {
  if (signature === null) return forged('no-signature', 'there is neither a signed token nor a signature header');
  const given = digestOf(signature);
  if (given === null) return forged('unreadable-signature', 'the signature header is no HMAC-SHA256 in hex or base64');
  const matches = keys.some((key) => timingSafeEqual(createHmac('sha256', key).update(body).digest(), given));
  return matches ? E.right(text) : forged('wrong-secret', 'the signature in the header does not fit the body');
};

/** The 32 bytes of a digest written in hex, base64 or base64url, with or without `sha256=` in front. */
const digestOf = (signature: string): Buffer | null => {
  const digest = signature.trim().replace(/^sha256=/i, '');
  if (HEX_DIGEST.test(digest)) return Buffer.from(digest, 'hex');
  return BASE64_DIGEST.test(digest) ? Buffer.from(digest, 'base64') : null;
};
