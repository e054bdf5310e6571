import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { AppTenant } from '../../domain/app/app-tenant.js';
import {
  ATTEMPT_TTL_MS,
  type Attempt,
  attempted,
  connected,
  type DialpadConnection,
  returned,
} from '../../domain/dialpad-connection/dialpad-connection.js';
import { AppId } from '../../domain/ids.js';
import type { Timestamp } from '../../domain/timestamp.js';
import type { AppRepository } from '../ports/app-repository.js';
import type { Authorizer, Grant, GrantRefused } from '../ports/authorizer.js';
import type { Clock } from '../ports/clock.js';
import type { Logger } from '../ports/logger.js';
import type { PhoneSystem, PhoneSystemUnavailable } from '../ports/phone-system.js';
import type { StorageError } from '../ports/storage-error.js';
import type { Vault } from '../ports/vault.js';
import { type RecordOf, toRecord } from '../records/app-record.js';
import { sealGrant } from './tokens.js';

/** The server is not configured for OAuth: it does not know the application to connect with. */
export interface NoAuthorizer {
  readonly _tag: 'NoAuthorizer';
}

/** The state was not given out, or came back before. */
interface StateUnknown {
  readonly _tag: 'StateUnknown';
}

/** Why a consent that came back connects nothing. */
export type ConsentError =
  | StateUnknown
  | { readonly _tag: 'StateExpired' }
  /** The administrator, or the phone system on the administrator's behalf, has refused. */
  | { readonly _tag: 'ConsentRefused'; readonly reason: string }
  | GrantRefused
  | PhoneSystemUnavailable
  | NoAuthorizer
  | StorageError;

/** What comes back with an administrator's browser. */
export interface ConsentAnswer {
  readonly state: string | null;
  readonly code: string | null;
  /** The phone system's error code (RFC 6749 §4.1.2.1). */
  readonly error: string | null;
}

/** Begins to connect an app: answers where to send an administrator's browser, and until when it can come back. */
export type BeginConnect = (
  app: AppTenant,
) => TaskEither<NoAuthorizer | StorageError, { readonly authorizeUrl: string; readonly expiresAt: Timestamp }>;

/** Connects the app that an administrator has consented to connect; answers that app. */
export type FinishConnect = (answer: ConsentAnswer) => TaskEither<ConsentError, AppTenant>;

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
  /** Called for an app that is connected, so that missed calls are asked for at once. */
  readonly onConnected: (appId: AppId) => void;
}

const NO_AUTHORIZER: NoAuthorizer = { _tag: 'NoAuthorizer' };
const STATE_UNKNOWN: StateUnknown = { _tag: 'StateUnknown' };

const verifierPurpose = (appId: AppId): string => `${appId} verifier`;

export const makeBeginConnect =
  (deps: Pick<Deps, 'connections' | 'authorizer' | 'vault' | 'random' | 'digest' | 'clock'>): BeginConnect =>
  ({ id }) =>
  async () => {
    const { authorizer } = deps;
    if (authorizer === null) return E.left(NO_AUTHORIZER);
    const now = deps.clock.now();
    // The state names the app, so that any process finds the attempt when it comes back.
    const state = `${id}.${deps.random()}`;
    const verifier = deps.random();
    const attempt = {
      stateHash: deps.digest(state),
      verifier: deps.vault.seal(verifierPurpose(id), verifier),
      expiresAt: now + ATTEMPT_TTL_MS,
    };
    const saved = await deps.connections.change(id, (connection) => toRecord(attempted(connection, attempt, now)))();
    if (E.isLeft(saved)) return saved;
    const authorizeUrl = authorizer.authorizeUrl({ state, challenge: deps.digest(verifier) });
    return E.right({ authorizeUrl, expiresAt: attempt.expiresAt });
  };

export const makeFinishConnect =
  (deps: Deps): FinishConnect =>
  (answer) =>
  async () => {
    const { authorizer } = deps;
    if (authorizer === null) return E.left(NO_AUTHORIZER);
    const app = await findApp(deps, answer.state)();
    if (E.isLeft(app)) return app;
    const granted = await redeem(deps, authorizer, app.right.id, answer)();
    if (E.isLeft(granted)) return granted;
    const saved = await saveConnected(deps, app.right.id, granted.right)();
    return E.isLeft(saved) ? saved : E.right(app.right);
  };

/** The app that a state names. */
const findApp =
  ({ apps }: Pick<Deps, 'apps'>, state: string | null): TaskEither<StateUnknown | StorageError, AppTenant> =>
  async () => {
    const [named] = state?.split('.') ?? [];
    if (!AppId.is(named)) return E.left(STATE_UNKNOWN);
    const found = await apps.find(named)();
    return E.isLeft(found) ? found : E.fromOption(() => STATE_UNKNOWN)(found.right);
  };

/** Exchanges the code that came back for tokens. */
const redeem =
  (
    deps: Pick<Deps, 'connections' | 'vault' | 'digest' | 'clock'>,
    authorizer: Authorizer,
    id: AppId,
    { state, code, error }: ConsentAnswer,
  ): TaskEither<ConsentError, Grant> =>
  async () => {
    const attempt = await takeAttempt(deps, id, state ?? '')();
    if (E.isLeft(attempt)) return attempt;
    if (deps.clock.now() >= attempt.right.expiresAt) return E.left({ _tag: 'StateExpired' });
    if (error !== null) return E.left({ _tag: 'ConsentRefused', reason: error });
    const verifier = deps.vault.open(verifierPurpose(id), attempt.right.verifier);
    if (code === null || E.isLeft(verifier)) return E.left(STATE_UNKNOWN);
    return authorizer.exchange(code, verifier.right)();
  };

/** Takes an attempt out of the record: of two requests with the same state, one gets it. */
const takeAttempt =
  (
    { connections, digest }: Pick<Deps, 'connections' | 'digest'>,
    id: AppId,
    state: string,
  ): TaskEither<StateUnknown | StorageError, Attempt> =>
  async () => {
    const stateHash = digest(state);
    const taken = await connections.change<StateUnknown, Attempt>(id, (connection) => {
      const found = returned(connection, stateHash);
      return found === null ? E.left(STATE_UNKNOWN) : E.right({ record: found.connection, result: found.attempt });
    })();
    return E.isLeft(taken) ? taken : E.right(taken.right.result);
  };

const saveConnected =
  (deps: Deps, id: AppId, grant: Grant): TaskEither<StorageError, void> =>
  async () => {
    const account = await findAccount(deps, id, grant.accessToken);
    const now = deps.clock.now();
    const tokens = sealGrant(deps.vault, id, grant, now);
    const saved = await deps.connections.change(id, (connection) =>
      toRecord(connected(connection, tokens, account, now)),
    )();
    if (E.isLeft(saved)) return saved;
    await linkCompany(deps, id, account);
    deps.onConnected(id);
    return E.right(undefined);
  };

/** The connected company; null where the access does not reach that far. */
const findAccount = async (
  { phone, logger }: Pick<Deps, 'phone' | 'logger'>,
  id: AppId,
  token: string,
): Promise<DialpadConnection['account']> => {
  const account = await phone.account({ token })();
  if (E.isRight(account)) return account.right;
  logger.warn({ app_id: id, reason: account.left.detail }, 'The connected company could not be asked for');
  return null;
};

/**
 * Routes events that name the company to the app. Done after the app is connected, because this takes the company away from an app
 * that it was linked to before. The app stays connected where it fails: the app's own webhook names the app.
 */
const linkCompany = async (
  { apps, logger }: Pick<Deps, 'apps' | 'logger'>,
  id: AppId,
  account: DialpadConnection['account'],
): Promise<void> => {
  if (account === null) return;
  const linked = await apps.linkOrganizations(id, account.organizations)();
  if (E.isLeft(linked)) {
    logger.warn({ app_id: id, reason: linked.left.detail }, 'Events that name the company will not find the app');
  }
};
