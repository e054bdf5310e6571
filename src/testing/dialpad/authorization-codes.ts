import { createHash } from 'node:crypto';
import * as E from 'fp-ts/lib/Either.js';
import type { Timestamp } from '../../domain/timestamp.js';
import { randomSecret } from './random-secret.js';

/** What a person consented to. */
export interface Consent {
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  /** Null where the application does not use PKCE. */
  readonly challenge: { readonly method: 'S256' | 'plain'; readonly value: string } | null;
}

/** What an application sends with a code. */
export interface Redemption {
  readonly verifier: string | null;
  readonly redirectUri: string | null;
}

/** The authorization codes that were given out and not used yet. */
export const makeCodes = (codeSeconds: number) => {
  const codes = new Map<string, { readonly consent: Consent; readonly until: Timestamp }>();
  return {
    issue: (consent: Consent, now: Timestamp): string => {
      const code = `code-${randomSecret()}`;
      codes.set(code, { consent, until: now + codeSeconds * 1000 });
      return code;
    },
    /** The scopes that a code stands for. It can be tried once; the left says why it is refused. */
    redeem: (code: string, redemption: Redemption, now: Timestamp): E.Either<string, readonly string[]> => {
      const found = codes.get(code);
      codes.delete(code);
      if (found === undefined) return E.left('The code is unknown or was used.');
      if (now >= found.until) return E.left('The code has expired.');
      return scopesFor(redemption, found.consent);
    },
    clear: () => codes.clear(),
  };
};

const scopesFor = ({ verifier, redirectUri }: Redemption, consent: Consent): E.Either<string, readonly string[]> => {
  if (redirectUri !== null && redirectUri !== consent.redirectUri) {
    return E.left('The redirect_uri is another one than was authorized.');
  }
  return isVerifiedBy(verifier, consent.challenge) ? E.right(consent.scopes) : E.left('The code_verifier is wrong.');
};

/** RFC 7636 §4.6. */
const isVerifiedBy = (verifier: string | null, challenge: Consent['challenge']): boolean => {
  if (challenge === null) return verifier === null;
  if (verifier === null) return false;
  const expected = challenge.method === 'plain' ? verifier : createHash('sha256').update(verifier).digest('base64url');
  return expected === challenge.value;
};
