import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import {
  type DialpadConnection,
  hasTokens,
  refreshed,
  type Tokens,
} from '../../domain/dialpad-connection/dialpad-connection.js';
import type { AppId } from '../../domain/ids.js';
import type { Authorizer, Grant } from '../ports/authorizer.js';
import type { Clock } from '../ports/clock.js';
import type { Logger } from '../ports/logger.js';
import type { PhoneSystemUnavailable } from '../ports/phone-system.js';
import type { Vault } from '../ports/vault.js';
import type { RecordOf } from '../records/app-record.js';
import { type LeaseHeld, type LeaseTerms, type Settlement, withLease } from '../records/lease.js';
import { type AccessError, type NotConnected, notConnected } from './access-error.js';
import { afterBreaking, brokenIfCurrent, TOKENS_REPLACED, type TokensReplaced } from './broken-connection.js';
import { sealGrant } from './tokens.js';

export interface RenewalDeps {
  readonly connections: RecordOf<DialpadConnection>;
  readonly authorizer: Authorizer;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Names this process. */
  readonly owner: string;
  /** Waits so many milliseconds. */
  readonly pause: (ms: number) => Promise<void>;
}

/** Longer than a renewal can take. */
export const RENEWAL_LEASE_MS = 45_000;
/** How long to wait, while storage is out of reach, before new tokens are saved again. */
const SAVE_AGAIN_MS = 1_000;

/** New tokens, and the access token in clear. */
interface Renewed {
  readonly token: string;
  readonly tokens: Tokens;
}

/** What came of a renewal, once it is saved. */
type Outcome =
  | ({ readonly _tag: 'Renewed' } & Renewed)
  /** The connection has other tokens by now, or none: the new ones are not used. */
  | { readonly _tag: 'Displaced'; readonly token: string }
  | { readonly _tag: 'Refused'; readonly reason: string; readonly isBrokenByThis: boolean };

/** Exchanges an app's tokens for new ones and saves those. `LeaseHeld` where another process does so at this moment. */
export const renewTokens =
  (
    deps: RenewalDeps,
    appId: AppId,
    tokens: Tokens,
    refresh: string,
  ): TaskEither<AccessError | TokensReplaced | LeaseHeld, Renewed> =>
  async () => {
    const settled = await withLease(termsOf(deps))(
      appId,
      (connection, lease) =>
        hasTokens(connection, tokens) ? E.right({ ...connection, refreshing: lease }) : E.left(TOKENS_REPLACED),
      () => exchange(deps, appId, tokens, refresh),
    )();
    if (E.isLeft(settled)) return settled;
    const { record, result } = settled.right;
    switch (result._tag) {
      case 'Renewed':
        return E.right(result);
      case 'Displaced':
        return E.left(await giveBack(deps, appId, record, result.token));
      case 'Refused':
        return E.left(afterBreaking(deps.logger, appId, result.reason, { record, result: result.isBrokenByThis }));
      default:
        return result satisfies never;
    }
  };

const termsOf = ({ connections, owner, clock }: RenewalDeps): LeaseTerms<DialpadConnection> => ({
  records: connections,
  leaseOf: ({ refreshing }) => refreshing,
  putLease: (connection, refreshing) => ({ ...connection, refreshing }),
  owner,
  ms: RENEWAL_LEASE_MS,
  clock,
});

const exchange =
  (
    deps: RenewalDeps,
    appId: AppId,
    tokens: Tokens,
    refresh: string,
  ): TaskEither<PhoneSystemUnavailable, Settlement<DialpadConnection, never, Outcome>> =>
  async () => {
    const granted = await deps.authorizer.refresh(refresh)();
    if (E.isRight(granted)) return E.right(saving(deps, appId, tokens, refresh, granted.right));
    if (granted.left._tag !== 'GrantRefused') return E.left(granted.left);
    return E.right(breaking(tokens, `the phone system refused to renew it: ${granted.left.detail}`, deps.clock));
  };

/** The old refresh token is used up. Without the new one the connection is lost, so saving is repeated during a short storage outage. */
const saving = (
  { vault, clock, pause }: RenewalDeps,
  appId: AppId,
  old: Tokens,
  oldRefresh: string,
  grant: Grant,
): Settlement<DialpadConnection, never, Outcome> => {
  const token = grant.accessToken;
  const tokens = sealGrant(vault, appId, grant, clock.now(), oldRefresh);
  return {
    decide: (connection) =>
      // A change may be saved though its answer is lost; the next attempt finds the new tokens.
      hasTokens(connection, old) || hasTokens(connection, tokens)
        ? E.right({ record: refreshed(connection, tokens), result: { _tag: 'Renewed', token, tokens } })
        : E.right({ record: connection, result: { _tag: 'Displaced', token } }),
    beforeRetry: () => pause(SAVE_AGAIN_MS),
  };
};

const breaking = (tokens: Tokens, reason: string, clock: Clock): Settlement<DialpadConnection, never, Outcome> => {
  const now = clock.now();
  return {
    decide: (connection) => {
      const { record, result: isBrokenByThis } = brokenIfCurrent(connection, tokens, reason, now);
      return E.right({ record, result: { _tag: 'Refused', reason, isBrokenByThis } });
    },
  };
};

/** An administrator has disconnected the app, or connected it anew, during the renewal: nobody gets the new tokens. */
const giveBack = async (
  { authorizer, logger }: RenewalDeps,
  appId: AppId,
  connection: DialpadConnection,
  token: string,
): Promise<NotConnected | TokensReplaced> => {
  if (connection.tokens !== null) return TOKENS_REPLACED;
  const revoked = await authorizer.revoke({ token })();
  if (E.isLeft(revoked)) {
    const { detail: reason } = revoked.left;
    logger.warn({ app_id: appId, reason }, 'The tokens could not be revoked; they are forgotten');
  }
  return notConnected(connection);
};
