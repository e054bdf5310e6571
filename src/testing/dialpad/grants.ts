import { createHash, randomBytes } from 'node:crypto';
import * as E from 'fp-ts/lib/Either.js';
import type { Timestamp } from '../../domain/timestamp.js';

/** Dialpad's scopes, from its page on OAuth. */
export const SCOPES: readonly string[] = [
  ...['calls:list', 'recordings_export', 'message_content_export', 'message_content_export:all', 'offline_access'],
  ...['screen_pop', 'change_log', 'ai_recap', 'conference:all', 'conference:read', 'fax_message'],
  ...['digital_sessions', 'agent_groups:read'],
];

/** What somebody agreed to. */
export interface Consent {
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  /** Null where the application does without PKCE. */
  readonly challenge: { readonly method: 'S256' | 'plain'; readonly value: string } | null;
}

export interface TokenPair {
  readonly accessToken: string;
  /** None without the scope `offline_access`, nor on a refresh that leaves the old one good. */
  readonly refreshToken: string | null;
  readonly expiresInSeconds: number;
}

export interface GrantOptions {
  readonly accessTokenSeconds: number;
  readonly codeSeconds: number;
  /** Whether a refresh ends the refresh token it was made with, and gives another. */
  readonly rotates: boolean;
}

export type Grants = ReturnType<typeof grantsOf>;

/** The codes and tokens that were given out for consents. */
export const grantsOf = ({ accessTokenSeconds, codeSeconds, rotates }: GrantOptions) => {
  const codes = new Map<string, { readonly consent: Consent; readonly until: Timestamp }>();
  const accesses = new Map<string, { readonly scopes: readonly string[]; readonly until: Timestamp }>();
  const refreshes = new Map<string, readonly string[]>();

  const accessFor = (scopes: readonly string[], now: Timestamp, refreshToken: string | null): TokenPair => {
    const accessToken = `access-${secret()}`;
    accesses.set(accessToken, { scopes, until: now + accessTokenSeconds * 1000 });
    return { accessToken, refreshToken, expiresInSeconds: accessTokenSeconds };
  };

  const newRefreshToken = (scopes: readonly string[]): string => {
    const token = `refresh-${secret()}`;
    refreshes.set(token, scopes);
    return token;
  };

  return {
    issueCode: (consent: Consent, now: Timestamp): string => {
      const code = `code-${secret()}`;
      codes.set(code, { consent, until: now + codeSeconds * 1000 });
      return code;
    },

    /** A code is good for one attempt. The left says why it is refused. */
    redeem: (
      code: string,
      given: { readonly verifier: string | null; readonly redirectUri: string | null },
      now: Timestamp,
    ): E.Either<string, TokenPair> => {
      const found = codes.get(code);
      codes.delete(code);
      if (found === undefined) return E.left('The code is unknown or was used.');
      const { consent, until } = found;
      if (now >= until) return E.left('The code has expired.');
      if (given.redirectUri !== null && given.redirectUri !== consent.redirectUri) {
        return E.left('The redirect_uri is another one than was authorized.');
      }
      if (!isVerifiedBy(given.verifier, consent.challenge)) return E.left('The code_verifier is wrong.');
      const { scopes } = consent;
      return E.right(accessFor(scopes, now, scopes.includes('offline_access') ? newRefreshToken(scopes) : null));
    },

    refresh: (token: string, now: Timestamp): E.Either<string, TokenPair> => {
      const scopes = refreshes.get(token);
      if (scopes === undefined) return E.left('The refresh token is unknown, was used or was withdrawn.');
      if (!rotates) return E.right(accessFor(scopes, now, null));
      refreshes.delete(token);
      return E.right(accessFor(scopes, now, newRefreshToken(scopes)));
    },

    /** What a token reaches; null for one that is unknown or has expired. */
    scopesOf: (accessToken: string, now: Timestamp): readonly string[] | null => {
      const found = accesses.get(accessToken);
      return found === undefined || now >= found.until ? null : found.scopes;
    },

    expireAccessTokens: () => accesses.clear(),
    refuseRefreshTokens: () => refreshes.clear(),
    /** Ends all that was given out, codes included. */
    revoke: () => {
      codes.clear();
      accesses.clear();
      refreshes.clear();
    },
  };
};

const secret = (): string => randomBytes(24).toString('base64url');

/** RFC 7636 §4.6. */
const isVerifiedBy = (verifier: string | null, challenge: Consent['challenge']): boolean => {
  if (challenge === null) return verifier === null;
  if (verifier === null) return false;
  const made = challenge.method === 'plain' ? verifier : createHash('sha256').update(verifier).digest('base64url');
  return made === challenge.value;
};
