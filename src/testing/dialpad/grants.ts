import * as E from 'fp-ts/lib/Either.js';
import type { Timestamp } from '../../domain/timestamp.js';
import { makeCodes, type Redemption } from './authorization-codes.js';
import { makeTokens, type TokenPair } from './tokens.js';

export interface GrantOptions {
  readonly accessTokenSeconds: number;
  readonly codeSeconds: number;
  /** Whether a refresh ends the refresh token that it used, and gives another. */
  readonly rotates: boolean;
}

export type Grants = ReturnType<typeof makeGrants>;

/** Whether consent is given, and the codes and tokens given out for it. */
export const makeGrants = (options: GrantOptions) => {
  const codes = makeCodes(options.codeSeconds);
  const tokens = makeTokens(options);
  let isConsentGiven = true;
  return {
    isConsentGiven: (): boolean => isConsentGiven,
    setConsent: (given: boolean): void => {
      isConsentGiven = given;
    },
    issueCode: codes.issue,
    /** Tokens for a code. The left says why the code is refused; it is spent either way. */
    redeem: (code: string, redemption: Redemption, now: Timestamp): E.Either<string, TokenPair> =>
      E.map((scopes: readonly string[]) => tokens.issue(scopes, now))(codes.redeem(code, redemption, now)),
    refresh: tokens.refresh,
    scopesOf: tokens.scopesOf,
    expireAccessTokens: tokens.expireAccessTokens,
    refuseRefreshTokens: tokens.refuseRefreshTokens,
    /** Ends everything given out, codes included. */
    revoke: (): void => {
      codes.clear();
      tokens.expireAccessTokens();
      tokens.refuseRefreshTokens();
    },
  };
};
