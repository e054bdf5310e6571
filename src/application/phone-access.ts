import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import {
  broken,
  type Connection,
  hasEnded,
  isDue,
  NOT_CONNECTED,
  refreshed,
  renewalOf,
  type Tokens,
} from '../domain/connection/connection.js';
import type { AppId } from '../domain/ids.js';
import type { Timestamp } from '../domain/timestamp.js';
import type { RecordOf } from './app-record.js';
import type { Authorizer, Grant } from './ports/authorizer.js';
import type { Clock } from './ports/clock.js';
import type { Logger } from './ports/logger.js';
import type { Access, PhoneSystemError, PhoneSystemUnavailable } from './ports/phone-system.js';
import type { StorageError } from './ports/storage-error.js';
import type { Vault } from './ports/vault.js';

/** The app has no connection to the phone system, or one that is of no use any more. */
export interface NotConnected {
  readonly _tag: 'NotConnected';
  /** Why it broke; null where there is none. */
  readonly broken: string | null;
}

export type AccessError = NotConnected | PhoneSystemUnavailable | StorageError;

/**
 * Does something with an app's access to the phone system. Tokens are exchanged before they end, by one process at a time; an access
 * that is refused all the same is exchanged once, and if that is refused too the connection is broken.
 */
export type WithAccess = <A>(
  appId: AppId,
  use: (access: Access) => TaskEither<PhoneSystemError, A>,
) => TaskEither<AccessError | PhoneSystemError, A>;

interface Deps {
  readonly connections: RecordOf<Connection>;
  readonly authorizer: Authorizer;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Names this process. */
  readonly owner: string;
  /** Waits so many milliseconds. */
  readonly pause: (ms: number) => Promise<void>;
}

/** Where Dialpad does not say how long a token lasts, integrators assume an hour (dialpad/events.md §6). */
const ASSUMED_SECONDS = 3600;
/** Longer than the exchange can take. */
const LEASE_MS = 45_000;
const LOOK_AGAIN_MS = 200;

interface TokenPair {
  readonly access: string;
  readonly refresh: string | null;
}

const purposeOf = (appId: AppId): string => `${appId} tokens`;

/** Seals what was granted. Where no new refresh token came, the old one stays good. */
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

/** The tokens in clear; null where the key that sealed them is gone. */
export const openTokens = (vault: Vault, appId: AppId, { sealed }: Tokens): TokenPair | null => {
  const opened = vault.open(purposeOf(appId), sealed);
  return E.isLeft(opened) ? null : JSON.parse(opened.right);
};

const notConnected = (connection: Connection): NotConnected => ({
  _tag: 'NotConnected',
  broken: connection.broken?.reason ?? null,
});

/** An API key is an access that needs nobody's consent, and is never exchanged. */
export const withApiKey =
  (token: string): WithAccess =>
  (_appId, use) =>
    use({ token });

export const makeWithAccess = (deps: Deps): WithAccess => {
  const { connections, vault, clock } = deps;

  const current =
    (appId: AppId): TaskEither<StorageError, Connection> =>
    async () => {
      const found = await connections.read(appId)();
      return E.isLeft(found) ? found : E.right(O.getOrElse(() => NOT_CONNECTED)(found.right));
    };

  /** The access as it is kept, exchanged where it is about to end, or where `refused` is what is kept. */
  const accessOf =
    (appId: AppId, refused: string | null): TaskEither<AccessError, Access> =>
    async () => {
      for (;;) {
        const found = await current(appId)();
        if (E.isLeft(found)) return found;
        const { tokens } = found.right;
        if (tokens === null) return E.left(notConnected(found.right));
        const pair = openTokens(vault, appId, tokens);
        if (pair === null) return breakOff(appId, 'its tokens were sealed under another ENCRYPTION_KEY')();
        const now = clock.now();
        const isGood = pair.access !== refused && !isDue(tokens, now);
        if (isGood) return E.right({ token: pair.access });
        if (pair.refresh === null) {
          return breakOff(appId, 'its access has ended, and no refresh token was granted (scope offline_access)')();
        }

        const taken = await take(appId, tokens)();
        if (E.isRight(taken)) {
          const exchanged = await exchange(appId, pair.refresh)();
          const opensStill = pair.access !== refused && !hasEnded(tokens, clock.now());
          const isPassing = E.isLeft(exchanged) && exchanged.left._tag === 'PhoneSystemUnavailable';
          return isPassing && opensStill ? E.right({ token: pair.access }) : exchanged;
        }
        if (taken.left._tag !== 'Taken') return E.left(taken.left);
        // Another process exchanges them: meanwhile the old access opens what it opens.
        if (pair.access !== refused && !hasEnded(tokens, now)) return E.right({ token: pair.access });
        await deps.pause(LOOK_AGAIN_MS);
      }
    };

  /** Takes the right to exchange these tokens; `Taken` where another has it, or they are exchanged already. */
  const take = (appId: AppId, tokens: Tokens) =>
    connections.change<{ readonly _tag: 'Taken' }>(appId, (kept) => {
      const connection = O.toNullable(kept);
      const now = clock.now();
      const isHeld = connection?.refreshing != null && now < connection.refreshing.until;
      if (connection === null || isHeld || connection.tokens?.sealed !== tokens.sealed)
        return E.left({ _tag: 'Taken' });
      return E.right({ ...connection, refreshing: { owner: deps.owner, until: now + LEASE_MS } });
    });

  const exchange =
    (appId: AppId, refresh: string): TaskEither<AccessError, Access> =>
    async () => {
      const granted = await deps.authorizer.refresh(refresh)();
      if (E.isRight(granted)) {
        const tokens = sealGrant(vault, appId, granted.right, clock.now(), refresh);
        const saved = await whileConnected(appId, (connection) => refreshed(connection, tokens))();
        return E.isLeft(saved) ? saved : E.right({ token: granted.right.accessToken });
      }
      if (granted.left._tag === 'GrantRefused') {
        return breakOff(appId, `the phone system refused to renew it: ${granted.left.detail}`)();
      }
      const freed = await whileConnected(appId, (connection) => ({ ...connection, refreshing: null }))();
      return E.isLeft(freed) ? freed : E.left(granted.left);
    };

  /** Changes a connection, unless an administrator has ended it in the meantime. */
  const whileConnected = (appId: AppId, how: (connection: Connection) => Connection) =>
    connections.change<never>(appId, (kept) => {
      const connection = O.getOrElse(() => NOT_CONNECTED)(kept);
      return E.right(connection.status === 'connected' ? how(connection) : connection);
    });

  /** Everything else goes on; an administrator has to connect again. */
  const breakOff =
    (appId: AppId, reason: string): TaskEither<AccessError, never> =>
    async () => {
      const saved = await whileConnected(appId, (connection) => broken(connection, reason, clock.now()))();
      if (E.isLeft(saved)) return saved;
      deps.logger.error(
        { app_id: appId, reason },
        'The connection to the phone system is broken: connect the app again',
      );
      return E.left(notConnected(saved.right));
    };

  return (appId, use) => async () => {
    const access = await accessOf(appId, null)();
    if (E.isLeft(access)) return access;
    const done = await use(access.right)();
    if (E.isRight(done) || done.left._tag !== 'AccessRefused' || done.left.status !== 401) return done;

    const again = await accessOf(appId, access.right.token)();
    if (E.isLeft(again)) return again;
    const retried = await use(again.right)();
    if (E.isLeft(retried) && retried.left._tag === 'AccessRefused' && retried.left.status === 401) {
      return breakOff(appId, 'the phone system no longer accepts its access')();
    }
    return retried;
  };
};
