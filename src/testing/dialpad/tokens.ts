import * as E from 'fp-ts/lib/Either.js';
import type { Timestamp } from '../../domain/timestamp.js';
import { randomSecret } from './random-secret.js';

export interface TokenPair {
  readonly accessToken: string;
  /** Null without the scope `offline_access`, and on a refresh that leaves the old one valid. */
  readonly refreshToken: string | null;
  readonly expiresInSeconds: number;
}

interface TokenOptions {
  readonly accessTokenSeconds: number;
  readonly rotates: boolean;
}

/** The access and refresh tokens that were given out. */
export const makeTokens = ({ accessTokenSeconds, rotates }: TokenOptions) => {
  const accessTokens = new Map<string, { readonly scopes: readonly string[]; readonly until: Timestamp }>();
  const refreshTokens = new Map<string, readonly string[]>();

  const pairFor = (scopes: readonly string[], now: Timestamp, refreshToken: string | null): TokenPair => {
    const accessToken = `access-${randomSecret()}`;
    accessTokens.set(accessToken, { scopes, until: now + accessTokenSeconds * 1000 });
    return { accessToken, refreshToken, expiresInSeconds: accessTokenSeconds };
  };

  const newRefreshToken = (scopes: readonly string[]): string => {
    const token = `refresh-${randomSecret()}`;
    refreshTokens.set(token, scopes);
    return token;
  };

  return {
    issue: (scopes: readonly string[], now: Timestamp): TokenPair =>
      pairFor(scopes, now, scopes.includes('offline_access') ? newRefreshToken(scopes) : null),
    /** The left says why the token is refused. */
    refresh: (token: string, now: Timestamp): E.Either<string, TokenPair> => {
      const scopes = refreshTokens.get(token);
      if (scopes === undefined) return E.left('The refresh token is unknown, was used or was withdrawn.');
      if (!rotates) return E.right(pairFor(scopes, now, null));
      refreshTokens.delete(token);
      return E.right(pairFor(scopes, now, newRefreshToken(scopes)));
    },
    /** The scopes of an access token; null for an unknown or expired one. */
    scopesOf: (accessToken: string, now: Timestamp): readonly string[] | null => {
      const found = accessTokens.get(accessToken);
      return found === undefined || now >= found.until ? null : found.scopes;
    },
    expireAccessTokens: () => accessTokens.clear(),
    refuseRefreshTokens: () => refreshTokens.clear(),
  };
};
