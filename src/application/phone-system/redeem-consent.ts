import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { AppTenant } from '../../domain/app/app-tenant.js';
import {
  type Attempt,
  type DialpadConnection,
  opened,
  returned,
} from '../../domain/dialpad-connection/dialpad-connection.js';
import { AppId } from '../../domain/ids.js';
import type { AppRepository } from '../ports/app-repository.js';
import type { Authorizer, Grant, GrantRefused } from '../ports/authorizer.js';
import type { Clock } from '../ports/clock.js';
import type { PhoneSystemUnavailable } from '../ports/phone-system.js';
import type { StorageError } from '../ports/storage-error.js';
import type { Vault } from '../ports/vault.js';
import type { RecordOf } from '../records/app-record.js';

/** The state was not given out, or came back before. */
interface StateUnknown {
  readonly _tag: 'StateUnknown';
}

/** The link was opened in another browser. */
interface OtherBrowser {
  readonly _tag: 'OtherBrowser';
}

/** Why a consent that came back is worth nothing. */
export type RedeemError =
  | StateUnknown
  | OtherBrowser
  | { readonly _tag: 'StateExpired' }
  /** The administrator, or the phone system on the administrator's behalf, has refused. */
  | { readonly _tag: 'ConsentRefused'; readonly reason: string }
  | GrantRefused
  | PhoneSystemUnavailable
  | StorageError;

/** What comes back with an administrator's browser. */
export interface ConsentAnswer {
  readonly state: string | null;
  readonly code: string | null;
  /** The phone system's error code (RFC 6749 §4.1.2.1). */
  readonly error: string | null;
  /** The secret of the browser that opened the link; null where this one has none. */
  readonly browser: string | null;
}

interface Deps {
  readonly connections: RecordOf<DialpadConnection>;
  readonly authorizer: Authorizer;
  readonly apps: Pick<AppRepository, 'find'>;
  readonly vault: Vault;
  readonly digest: (text: string) => string;
  readonly clock: Clock;
}

const REFUSALS = { unknown: { _tag: 'StateUnknown' }, 'other-browser': { _tag: 'OtherBrowser' } } as const;
const STATE_UNKNOWN: StateUnknown = REFUSALS.unknown;

/** What an attempt's verifier is sealed for. */
export const verifierPurpose = (appId: AppId): string => `${appId} verifier`;

/** Finds the app that a consent is for, and exchanges the code that came with it for tokens. */
export const redeemConsent =
  (deps: Deps, answer: ConsentAnswer): TaskEither<RedeemError, { readonly app: AppTenant; readonly grant: Grant }> =>
  async () => {
    const app = await findApp(deps, answer.state)();
    if (E.isLeft(app)) return app;
    const grant = await exchangeCode(deps, app.right.id, answer)();
    return E.isLeft(grant) ? grant : E.right({ app: app.right, grant: grant.right });
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
const exchangeCode =
  (deps: Deps, id: AppId, { state, code, error, browser }: ConsentAnswer): TaskEither<RedeemError, Grant> =>
  async () => {
    const attempt = await takeAttempt(deps, id, state ?? '', browser)();
    if (E.isLeft(attempt)) return attempt;
    if (deps.clock.now() >= attempt.right.expiresAt) return E.left({ _tag: 'StateExpired' });
    if (error !== null) return E.left({ _tag: 'ConsentRefused', reason: error });
    const verifier = deps.vault.open(verifierPurpose(id), attempt.right.verifier);
    if (code === null || E.isLeft(verifier)) return E.left(STATE_UNKNOWN);
    return deps.authorizer.exchange(code, verifier.right)();
  };

/** Ties the attempt that a state names to a browser; answers with its verifier. */
export const openAttempt =
  (
    deps: Pick<Deps, 'connections' | 'apps' | 'vault' | 'digest' | 'clock'>,
    state: string,
    browser: string,
  ): TaskEither<RedeemError, string> =>
  async () => {
    const app = await findApp(deps, state)();
    if (E.isLeft(app)) return app;
    const [stateHash, browserHash] = [deps.digest(state), deps.digest(browser)];
    const tied = await deps.connections.change<StateUnknown | OtherBrowser, Attempt>(app.right.id, (connection) => {
      const found = opened(connection, stateHash, browserHash);
      return typeof found === 'string'
        ? E.left(REFUSALS[found])
        : E.right({ record: found.connection, result: found.attempt });
    })();
    if (E.isLeft(tied)) return tied;
    const { expiresAt, verifier } = tied.right.result;
    if (deps.clock.now() >= expiresAt) return E.left({ _tag: 'StateExpired' });
    return E.mapLeft(() => STATE_UNKNOWN)(deps.vault.open(verifierPurpose(app.right.id), verifier));
  };

/** Takes an attempt out of the record: of two requests with the same state, one gets it. */
const takeAttempt =
  (
    { connections, digest }: Deps,
    id: AppId,
    state: string,
    browser: string | null,
  ): TaskEither<StateUnknown | OtherBrowser | StorageError, Attempt> =>
  async () => {
    const stateHash = digest(state);
    const browserHash = browser === null ? null : digest(browser);
    const taken = await connections.change<StateUnknown | OtherBrowser, Attempt>(id, (connection) => {
      const found = returned(connection, stateHash, browserHash);
      return typeof found === 'string'
        ? E.left(REFUSALS[found])
        : E.right({ record: found.connection, result: found.attempt });
    })();
    return E.isLeft(taken) ? taken : E.right(taken.right.result);
  };
