import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import {
  broken,
  type DialpadConnection,
  hasEnded,
  isDue,
  NOT_CONNECTED,
  refreshed,
  renewalOf,
  type Tokens,
} from '../../domain/dialpad-connection/dialpad-connection.js';
import type { AppId } from '../../domain/ids.js';
import type { Timestamp } from '../../domain/timestamp.js';
import type { Authorizer, Grant } from '../ports/authorizer.js';
import type { Clock } from '../ports/clock.js';
import type { Logger } from '../ports/logger.js';
import type { Access, PhoneSystemError, PhoneSystemUnavailable } from '../ports/phone-system.js';
import type { StorageError } from '../ports/storage-error.js';
import type { Vault } from '../ports/vault.js';
import type { RecordOf } from '../records/app-record.js';

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

/** Where Dialpad does not say how long a token lasts, integrators assume an hour (dialpad/events.md §6). */
const ASSUMED_SECONDS = 3600;
/** Longer than the exchange can take. */
const LEASE_MS = 45_000;
const LOOK_AGAIN_MS = 200;
/** Enough to take over from somebody who died, and whose successor died. */
const MAX_WAITS = (2 * LEASE_MS) / LOOK_AGAIN_MS + 10;

/** How long a storage that is out of reach is left alone while new tokens wait to be kept. */
const KEEP_AGAIN_MS = 1_000;

interface TokenPair {
  readonly access: string;
  readonly refresh: string | null;
}

/** An access, and the tokens that it comes from. */
interface Opened {
  readonly access: Access;
  readonly tokens: Tokens;
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

const notConnected = (connection: DialpadConnection): NotConnected => ({
  _tag: 'NotConnected',
  broken: connection.broken?.reason ?? null,
});

const isSame = (one: DialpadConnection['refreshing'], other: DialpadConnection['refreshing']): boolean =>
  one?.owner === other?.owner && one?.until === other?.until;

/** An API key is an access that needs nobody's consent, and is never exchanged. */
export const withApiKey =
  (token: string): WithAccess =>
  (_appId, use) =>
    use({ token });

export const makeWithAccess = (deps: Deps): WithAccess => {
  const { connections, vault, clock } = deps;

  const current =
    (appId: AppId): TaskEither<StorageError, DialpadConnection> =>
    async () => {
      const found = await connections.read(appId)();
      return E.isLeft(found) ? found : E.right(O.getOrElse(() => NOT_CONNECTED)(found.right));
    };

  /** The access as it is kept, exchanged where it is about to end, or where `refused` is what is kept. */
  const accessOf =
    (appId: AppId, refused: string | null): TaskEither<AccessError, Opened> =>
    async () => {
      /** The tokens that another was exchanging. */
      let waitedFor: string | null = null;
      for (let waits = 0; waits < MAX_WAITS; waits += 1) {
        const found = await current(appId)();
        if (E.isLeft(found)) return found;
        const { tokens, refreshing } = found.right;
        if (tokens === null) return E.left(notConnected(found.right));
        // Whoever exchanged them has given up for now: those who waited do not go on one after the other.
        if (tokens.sealed === waitedFor && refreshing === null) break;
        const pair = openTokens(vault, appId, tokens);
        if (pair === null) return breakOff(appId, tokens, 'its tokens were sealed under another ENCRYPTION_KEY')();
        const now = clock.now();
        const isGood = pair.access !== refused && !isDue(tokens, now);
        if (isGood) return E.right({ access: { token: pair.access }, tokens });
        if (pair.refresh === null) {
          const reason =
            pair.access === refused
              ? 'the phone system no longer accepts its access, and no refresh token was granted (scope offline_access)'
              : 'its access has ended, and no refresh token was granted (scope offline_access)';
          return breakOff(appId, tokens, reason)();
        }

        const taken = await take(appId, tokens)();
        if (E.isRight(taken)) {
          const exchanged = await exchange(appId, tokens, pair.refresh, taken.right.refreshing)();
          const opensStill = pair.access !== refused && !hasEnded(tokens, clock.now());
          const isPassing = E.isLeft(exchanged) && exchanged.left._tag === 'PhoneSystemUnavailable';
          return isPassing && opensStill ? E.right({ access: { token: pair.access }, tokens }) : exchanged;
        }
        if (taken.left._tag !== 'Taken') return E.left(taken.left);
        // Another process exchanges them: meanwhile the old access opens what it opens.
        if (pair.access !== refused && !hasEnded(tokens, now))
          return E.right({ access: { token: pair.access }, tokens });
        waitedFor = tokens.sealed;
        await deps.pause(LOOK_AGAIN_MS);
      }
      return E.left({ _tag: 'PhoneSystemUnavailable', detail: 'its access could not be renewed', retryAfterMs: null });
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
    (
      appId: AppId,
      old: Tokens,
      refresh: string,
      lease: DialpadConnection['refreshing'],
    ): TaskEither<AccessError, Opened> =>
    async () => {
      const granted = await deps.authorizer.refresh(refresh)();
      if (E.isRight(granted)) {
        const tokens = sealGrant(vault, appId, granted.right, clock.now(), refresh);
        return keepRenewed(appId, old, tokens, granted.right.accessToken, lease?.until ?? 0)();
      }
      if (granted.left._tag === 'GrantRefused') {
        return breakOff(appId, old, `the phone system refused to renew it: ${granted.left.detail}`)();
      }
      const freed = await whileKept(appId, old, (connection) =>
        isSame(connection.refreshing, lease) ? { ...connection, refreshing: null } : connection,
      )();
      return E.isLeft(freed) ? freed : E.left(granted.left);
    };

  /** The old refresh token is spent by now: without the new ones the connection is lost, so a short outage is waited out. */
  const keepRenewed =
    (appId: AppId, old: Tokens, tokens: Tokens, token: string, until: Timestamp): TaskEither<AccessError, Opened> =>
    async () => {
      for (;;) {
        const saved = await whileKept(appId, old, (connection) => refreshed(connection, tokens))();
        if (E.isRight(saved) && saved.right.tokens?.sealed === tokens.sealed)
          return E.right({ access: { token }, tokens });
        if (E.isRight(saved)) return displaced(appId, saved.right, token)();
        if (saved.left._tag !== 'StorageUnavailable' || clock.now() >= until) return saved;
        await deps.pause(KEEP_AGAIN_MS);
      }
    };

  /** An administrator has ended the connection, or made it anew, while its tokens were exchanged: those go to nobody. */
  const displaced =
    (appId: AppId, connection: DialpadConnection, token: string): TaskEither<AccessError, Opened> =>
    async () => {
      if (connection.tokens !== null) return accessOf(appId, null)();
      const revoked = await deps.authorizer.revoke({ token })();
      if (E.isLeft(revoked)) {
        deps.logger.warn(
          { app_id: appId, reason: revoked.left.detail },
          'The tokens could not be revoked; they are forgotten',
        );
      }
      return E.left(notConnected(connection));
    };

  /** Changes a connection for as long as it is the one that these tokens are of: another may have been made, or none be left. */
  const whileKept = (appId: AppId, tokens: Tokens, how: (connection: DialpadConnection) => DialpadConnection) =>
    connections.change<never>(appId, (kept) => {
      const connection = O.getOrElse(() => NOT_CONNECTED)(kept);
      return E.right(connection.tokens?.sealed === tokens.sealed ? how(connection) : connection);
    });

  /** Everything else goes on; an administrator has to connect again. */
  const breakOff =
    (appId: AppId, tokens: Tokens, reason: string): TaskEither<AccessError, Opened> =>
    async () => {
      let isFirst = false;
      const saved = await connections.change<never>(appId, (kept) => {
        const connection = O.getOrElse(() => NOT_CONNECTED)(kept);
        isFirst = connection.tokens?.sealed === tokens.sealed;
        return E.right(isFirst ? broken(connection, reason, clock.now()) : connection);
      })();
      if (E.isLeft(saved)) return saved;
      if (saved.right.tokens !== null) return accessOf(appId, null)();
      if (isFirst) {
        deps.logger.error(
          { app_id: appId, reason },
          'The connection to the phone system is broken: connect the app again',
        );
      }
      return E.left(notConnected(saved.right));
    };

  return (appId, use) => async () => {
    const access = await accessOf(appId, null)();
    if (E.isLeft(access)) return access;
    const done = await use(access.right.access)();
    if (E.isRight(done) || done.left._tag !== 'AccessRefused' || done.left.status !== 401) return done;

    const again = await accessOf(appId, access.right.access.token)();
    if (E.isLeft(again)) return again;
    const retried = await use(again.right.access)();
    if (E.isRight(retried) || retried.left._tag !== 'AccessRefused' || retried.left.status !== 401) return retried;
    const lost = await breakOff(appId, again.right.tokens, 'the phone system no longer accepts its access')();
    return E.isLeft(lost) ? lost : retried;
  };
};
