import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { AppTenant } from '../../domain/app/app-tenant.js';
import {
  ATTEMPT_TTL_MS,
  attempted,
  connected,
  type DialpadConnection,
} from '../../domain/dialpad-connection/dialpad-connection.js';
import type { AppId } from '../../domain/ids.js';
import type { Timestamp } from '../../domain/timestamp.js';
import type { AppRepository } from '../ports/app-repository.js';
import type { Authorizer, Grant } from '../ports/authorizer.js';
import type { Clock } from '../ports/clock.js';
import type { Logger } from '../ports/logger.js';
import type { PhoneSystem } from '../ports/phone-system.js';
import type { StorageError } from '../ports/storage-error.js';
import type { Vault } from '../ports/vault.js';
import { type RecordOf, toRecord } from '../records/app-record.js';
import { type ConsentAnswer, openAttempt, type RedeemError, redeemConsent, verifierPurpose } from './redeem-consent.js';
import { sealGrant } from './tokens.js';

/** The server is not configured for OAuth: it does not know the application to connect with. */
export interface NoAuthorizer {
  readonly _tag: 'NoAuthorizer';
}

/** Why a consent that came back connects nothing. */
export type ConsentError = RedeemError | NoAuthorizer;

/** Starts the OAuth consent. Returns the URL of ours for the administrator's browser and when the consent request expires. */
export type BeginConnect = (
  app: AppTenant,
) => TaskEither<NoAuthorizer | StorageError, { readonly authorizeUrl: string; readonly expiresAt: Timestamp }>;

/** Opens a link that an administrator was given: ties it to this browser, and answers where that goes on. */
export type OpenConsent = (link: {
  readonly state: string | null;
  /** The secret that the browser has from a link before; null for none. */
  readonly browser: string | null;
}) => TaskEither<ConsentError, { readonly authorizeUrl: string; readonly browser: string }>;

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
  /** Where a browser opens the link with this state: at this server. */
  readonly startUrlOf: (state: string) => string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Called for an app that is connected, so that missed calls are asked for at once. */
  readonly onConnected: (appId: AppId) => void;
}

const NO_AUTHORIZER: NoAuthorizer = { _tag: 'NoAuthorizer' };

export const makeBeginConnect =
  (
    deps: Pick<Deps, 'connections' | 'authorizer' | 'vault' | 'random' | 'digest' | 'startUrlOf' | 'clock'>,
  ): BeginConnect =>
  ({ id }) =>
  async () => {
    if (deps.authorizer === null) return E.left(NO_AUTHORIZER);
    const now = deps.clock.now();
    // The state names the app, so that any process finds the attempt when it comes back.
    const state = `${id}.${deps.random()}`;
    const verifier = deps.random();
    const attempt = {
      stateHash: deps.digest(state),
      verifier: deps.vault.seal(verifierPurpose(id), verifier),
      expiresAt: now + ATTEMPT_TTL_MS,
      browserHash: null,
    };
    const saved = await deps.connections.change(id, (connection) => toRecord(attempted(connection, attempt, now)))();
    if (E.isLeft(saved)) return saved;
    return E.right({ authorizeUrl: deps.startUrlOf(state), expiresAt: attempt.expiresAt });
  };

export const makeOpenConsent =
  (deps: Pick<Deps, 'connections' | 'authorizer' | 'apps' | 'vault' | 'random' | 'digest' | 'clock'>): OpenConsent =>
  ({ state, browser: known }) =>
  async () => {
    const { authorizer } = deps;
    if (authorizer === null) return E.left(NO_AUTHORIZER);
    const browser = known ?? deps.random();
    const verifier = await openAttempt(deps, state ?? '', browser)();
    if (E.isLeft(verifier)) return verifier;
    const challenge = deps.digest(verifier.right);
    return E.right({ authorizeUrl: authorizer.authorizeUrl({ state: state ?? '', challenge }), browser });
  };

export const makeFinishConnect =
  (deps: Omit<Deps, 'startUrlOf'>): FinishConnect =>
  (answer) =>
  async () => {
    const { authorizer } = deps;
    if (authorizer === null) return E.left(NO_AUTHORIZER);
    const redeemed = await redeemConsent({ ...deps, authorizer }, answer)();
    if (E.isLeft(redeemed)) return redeemed;
    const { app, grant } = redeemed.right;
    const saved = await saveConnected(deps, app.id, grant)();
    return E.isLeft(saved) ? saved : E.right(app);
  };

const saveConnected =
  (deps: Omit<Deps, 'startUrlOf'>, id: AppId, grant: Grant): TaskEither<StorageError, void> =>
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
