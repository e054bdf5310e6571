import * as E from 'fp-ts/lib/Either.js';
import { renewalOf, type Tokens } from '../../domain/dialpad-connection/dialpad-connection.js';
import type { AppId } from '../../domain/ids.js';
import type { Timestamp } from '../../domain/timestamp.js';
import type { Grant } from '../ports/authorizer.js';
import type { Unreadable, Vault } from '../ports/vault.js';

/** An app's tokens in clear. */
export interface TokenPair {
  readonly access: string;
  /** Null where none was granted. */
  readonly refresh: string | null;
}

/** Where Dialpad does not say how long a token is valid, integrators assume an hour (dialpad/events.md §6). */
const ASSUMED_SECONDS = 3600;

const purposeOf = (appId: AppId): string => `${appId} tokens`;

/** Seals what was granted at `now`. Where no new refresh token came, the old one stays valid. */
export const sealGrant = (
  vault: Vault,
  appId: AppId,
  grant: Grant,
  now: Timestamp,
  oldRefresh: string | null = null,
): Tokens => {
  const refresh = grant.refreshToken ?? oldRefresh;
  const pair: TokenPair = { access: grant.accessToken, refresh };
  const expiresAt = now + (grant.expiresInSeconds ?? ASSUMED_SECONDS) * 1000;
  return {
    sealed: vault.seal(purposeOf(appId), JSON.stringify(pair)),
    expiresAt,
    renewAt: refresh === null ? null : renewalOf(now, expiresAt),
  };
};

/** The tokens in clear; `Unreadable` where the key that sealed them is gone. */
export const openTokens = (vault: Vault, appId: AppId, { sealed }: Tokens): E.Either<Unreadable, TokenPair> =>
  E.map((text: string): TokenPair => JSON.parse(text))(vault.open(purposeOf(appId), sealed));
