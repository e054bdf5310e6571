import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { AppTenant } from '../../domain/app/app-tenant.js';
import {
  ATTEMPT_MS,
  attempted,
  connected,
  type DialpadConnection,
  disconnected,
  hasEnded,
  NOT_CONNECTED,
  returned,
  type Tokens,
} from '../../domain/dialpad-connection/dialpad-connection.js';
import { AppId } from '../../domain/ids.js';
import type { Timestamp } from '../../domain/timestamp.js';
import type { AppRepository } from '../ports/app-repository.js';
import type { Authorizer, GrantRefused } from '../ports/authorizer.js';
import type { Clock } from '../ports/clock.js';
import type { Logger } from '../ports/logger.js';
import type { PhoneSystem, PhoneSystemUnavailable } from '../ports/phone-system.js';
import type { StorageError } from '../ports/storage-error.js';
import type { Vault } from '../ports/vault.js';
import type { RecordOf } from '../records/app-record.js';
import { openTokens, sealGrant } from './access.js';

/** The server does not know the application to connect with: it is not configured for OAuth. */
export interface NoAuthorizer {
  readonly _tag: 'NoAuthorizer';
}

/** Why a consent that came back connects nothing. */
export type ConsentError =
  /** Nobody was sent with this state, or it came back before. */
  | { readonly _tag: 'StateUnknown' }
  | { readonly _tag: 'StateExpired' }
  /** The administrator, or the phone system for him, said no. */
  | { readonly _tag: 'ConsentRefused'; readonly reason: string }
  | GrantRefused
  | PhoneSystemUnavailable
  | NoAuthorizer
  | StorageError;

/** What comes back with an administrator's browser. */
export interface ConsentAnswer {
  readonly state: string | null;
  readonly code: string | null;
  /** What the phone system says went wrong (RFC 6749 §4.1.2.1). */
  readonly error: string | null;
}

/** Where to send an administrator's browser, and until when it can come back. */
export type BeginConnect = (
  app: AppTenant,
) => TaskEither<NoAuthorizer | StorageError, { readonly authorizeUrl: string; readonly expiresAt: Timestamp }>;

/** Finishes what an administrator has consented to; answers with the app that is connected then. */
export type FinishConnect = (answer: ConsentAnswer) => TaskEither<ConsentError, AppTenant>;

/** Ends an app's tokens at the phone system, as far as it can be reached, and forgets them here. */
export type Disconnect = (app: AppTenant) => TaskEither<StorageError, { readonly revoked: boolean }>;

interface Deps {
  readonly connections: RecordOf<DialpadConnection>;
  /** Null where the server is not configured for OAuth. */
  readonly authorizer: Authorizer | null;
  readonly phone: Pick<PhoneSystem, 'account'>;
  readonly apps: Pick<AppRepository, 'find' | 'linkOrganizations'>;
  readonly vault: Vault;
  /** A text of 256 random bits that can stand in a URL. */
  readonly random: () => string;
  /** SHA-256 of a text, as it stands in a URL: what RFC 7636 calls S256. */
  readonly digest: (text: string) => string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Whoever sees that nothing is missed is to begin at once. */
  readonly onConnected: (appId: AppId) => void;
}

const NO_AUTHORIZER: NoAuthorizer = { _tag: 'NoAuthorizer' };

const verifierPurpose = (appId: AppId): string => `${appId} verifier`;

export const makeBeginConnect =
  (deps: Pick<Deps, 'connections' | 'authorizer' | 'vault' | 'random' | 'digest' | 'clock'>): BeginConnect =>
  ({ id }) =>
  async () => {
    const { authorizer } = deps;
    if (authorizer === null) return E.left(NO_AUTHORIZER);
    const now = deps.clock.now();
    // The state names the app, so that whichever process it comes back to finds it.
    const state = `${id}.${deps.random()}`;
    const verifier = deps.random();
    const attempt = {
      stateHash: deps.digest(state),
      verifier: deps.vault.seal(verifierPurpose(id), verifier),
      expiresAt: now + ATTEMPT_MS,
    };
    const kept = await deps.connections.change<never>(id, (before) =>
      E.right(attempted(O.getOrElse(() => NOT_CONNECTED)(before), attempt, now)),
    )();
    if (E.isLeft(kept)) return kept;
    const authorizeUrl = authorizer.authorizeUrl({ state, challenge: deps.digest(verifier) });
    return E.right({ authorizeUrl, expiresAt: attempt.expiresAt });
  };

export const makeFinishConnect =
  (deps: Deps): FinishConnect =>
  ({ state, code, error }) =>
  async () => {
    const { authorizer, clock, vault } = deps;
    if (authorizer === null) return E.left(NO_AUTHORIZER);
    const app = await appOf(deps, state)();
    if (E.isLeft(app)) return app;
    const { id } = app.right;

    const attempt = await take(deps, id, state ?? '')();
    if (E.isLeft(attempt)) return attempt;
    if (clock.now() >= attempt.right.expiresAt) return E.left({ _tag: 'StateExpired' });
    if (error !== null) return E.left({ _tag: 'ConsentRefused', reason: error });
    const verifier = vault.open(verifierPurpose(id), attempt.right.verifier);
    if (code === null || E.isLeft(verifier)) return E.left({ _tag: 'StateUnknown' });

    const granted = await authorizer.exchange(code, verifier.right)();
    if (E.isLeft(granted)) return granted;
    const account = await accountOf(deps, id, granted.right.accessToken);
    const now = clock.now();
    const tokens = sealGrant(vault, id, granted.right, now);
    const kept = await deps.connections.change<never>(id, (before) =>
      E.right(connected(O.getOrElse(() => NOT_CONNECTED)(before), tokens, account, now)),
    )();
    if (E.isLeft(kept)) return kept;
    await tie(deps, id, account);
    deps.onConnected(id);
    return E.right(app.right);
  };

/** The app that a state names. */
const appOf =
  (deps: Pick<Deps, 'apps'>, state: string | null): TaskEither<ConsentError, AppTenant> =>
  async () => {
    const [named] = state?.split('.') ?? [];
    if (!AppId.is(named)) return E.left({ _tag: 'StateUnknown' });
    const found = await deps.apps.find(named)();
    if (E.isLeft(found)) return found;
    return O.isNone(found.right) ? E.left({ _tag: 'StateUnknown' }) : E.right(found.right.value);
  };

/** Takes an attempt out: of two that bring the same state, one gets it. */
const take =
  (deps: Pick<Deps, 'connections' | 'digest'>, id: AppId, state: string) =>
  async (): Promise<E.Either<ConsentError, DialpadConnection['attempts'][number]>> => {
    let attempt: DialpadConnection['attempts'][number] | null = null;
    const taken = await deps.connections.change<{ readonly _tag: 'StateUnknown' }>(id, (before) => {
      const found = O.isSome(before) ? returned(before.value, deps.digest(state)) : null;
      attempt = found?.attempt ?? null;
      return found === null ? E.left({ _tag: 'StateUnknown' }) : E.right(found.connection);
    })();
    if (E.isLeft(taken)) return taken;
    return attempt === null ? E.left({ _tag: 'StateUnknown' }) : E.right(attempt);
  };

/** Whose account it is; not every access reaches that far. */
const accountOf = async (
  deps: Pick<Deps, 'phone' | 'logger'>,
  id: AppId,
  token: string,
): Promise<DialpadConnection['account']> => {
  const account = await deps.phone.account({ token })();
  if (E.isRight(account)) return account.right;
  deps.logger.warn({ app_id: id, reason: account.left.detail }, 'The connected company could not be asked for');
  return null;
};

/**
 * Has events that name the company find the app. Only once the app is connected, for a company that was another app's moves; and no
 * reason to call the app unconnected, for its own webhook names the app anyway.
 */
const tie = async (
  deps: Pick<Deps, 'apps' | 'logger'>,
  id: AppId,
  account: DialpadConnection['account'],
): Promise<void> => {
  if (account === null) return;
  const linked = await deps.apps.linkOrganizations(id, account.organizations)();
  if (E.isLeft(linked)) {
    deps.logger.warn({ app_id: id, reason: linked.left.detail }, 'Events that name the company will not find the app');
  }
};

export const makeDisconnect =
  (deps: Pick<Deps, 'connections' | 'authorizer' | 'vault' | 'clock' | 'logger'>): Disconnect =>
  ({ id }) =>
  async () => {
    let tokens: Tokens | null = null;
    // Forgotten first: a renewal that is under way then gives back what it is granted.
    const forgotten = await deps.connections.change<NothingKept>(id, (before) => {
      if (O.isNone(before)) return E.left({ _tag: 'NothingKept' });
      ({ tokens } = before.value);
      return E.right(disconnected(before.value));
    })();
    if (E.isLeft(forgotten)) {
      return forgotten.left._tag === 'NothingKept' ? E.right({ revoked: false }) : E.left(forgotten.left);
    }
    if (tokens === null) return E.right({ revoked: false });
    const ended = await revoke(deps, id, tokens)();
    if (E.isLeft(ended)) {
      deps.logger.warn({ app_id: id, reason: ended.left }, 'The tokens could not be revoked; they are forgotten');
    }
    return E.right({ revoked: E.isRight(ended) });
  };

interface NothingKept {
  readonly _tag: 'NothingKept';
}

/** Ends tokens at the phone system; answers with why not. An access that has ended revokes nothing, so it is renewed for that. */
const revoke =
  (
    { authorizer, vault, clock }: Pick<Deps, 'authorizer' | 'vault' | 'clock'>,
    id: AppId,
    tokens: Tokens,
  ): TaskEither<string, void> =>
  async () => {
    const pair = openTokens(vault, id, tokens);
    if (authorizer === null) return E.left('the server is not configured for OAuth');
    if (pair === null) return E.left('they were sealed under another ENCRYPTION_KEY');
    let token = pair.access;
    if (hasEnded(tokens, clock.now()) && pair.refresh !== null) {
      const renewed = await authorizer.refresh(pair.refresh)();
      if (E.isLeft(renewed)) return E.left(renewed.left.detail);
      token = renewed.right.accessToken;
    }
    const ended = await authorizer.revoke({ token })();
    return E.isLeft(ended) ? E.left(ended.left.detail) : E.right(undefined);
  };
