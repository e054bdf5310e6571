import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { AppTenant } from '../../domain/app/app-tenant.js';
import {
  type DialpadConnection,
  disconnected,
  hasEnded,
  type Tokens,
} from '../../domain/dialpad-connection/dialpad-connection.js';
import type { AppId } from '../../domain/ids.js';
import type { Authorizer } from '../ports/authorizer.js';
import type { Clock } from '../ports/clock.js';
import type { Logger } from '../ports/logger.js';
import type { StorageError } from '../ports/storage-error.js';
import type { Vault } from '../ports/vault.js';
import type { RecordOf } from '../records/app-record.js';
import { openTokens } from './tokens.js';

/** Removes an app's connection, and revokes its tokens at the phone system if that can be reached. */
export type Disconnect = (app: AppTenant) => TaskEither<StorageError, { readonly revoked: boolean }>;

interface Deps {
  readonly connections: RecordOf<DialpadConnection>;
  /** Null where the server is not configured for OAuth. */
  readonly authorizer: Authorizer | null;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly logger: Logger;
}

export const makeDisconnect =
  (deps: Deps): Disconnect =>
  ({ id }) =>
  async () => {
    // Removed before they are revoked, so that a renewal that is under way gives back what it is granted.
    const tokens = await removeTokens(deps, id)();
    if (E.isLeft(tokens)) return tokens;
    if (tokens.right === null) return E.right({ revoked: false });
    const ended = await revoke(deps, id, tokens.right)();
    if (E.isLeft(ended)) {
      deps.logger.warn({ app_id: id, reason: ended.left }, 'The tokens could not be revoked; they are forgotten');
    }
    return E.right({ revoked: E.isRight(ended) });
  };

interface NothingToRemove {
  readonly _tag: 'NothingToRemove';
}

/** Answers the tokens that the connection had; null where it had none. */
const removeTokens =
  ({ connections }: Deps, id: AppId): TaskEither<StorageError, Tokens | null> =>
  async () => {
    const removed = await connections.change<NothingToRemove, Tokens | null>(id, (connection) =>
      connection.status === 'disconnected'
        ? E.left({ _tag: 'NothingToRemove' })
        : E.right({ record: disconnected(connection), result: connection.tokens }),
    )();
    if (E.isRight(removed)) return E.right(removed.right.result);
    return removed.left._tag === 'NothingToRemove' ? E.right(null) : E.left(removed.left);
  };

/** Revokes tokens at the phone system; a Left says why not. An access that has ended revokes nothing, so it is renewed first. */
const revoke =
  ({ authorizer, vault, clock }: Deps, id: AppId, tokens: Tokens): TaskEither<string, void> =>
  async () => {
    if (authorizer === null) return E.left('the server is not configured for OAuth');
    const pair = openTokens(vault, id, tokens);
    if (E.isLeft(pair)) return E.left(`they were ${pair.left.detail}`);
    const { access, refresh } = pair.right;
    if (refresh === null || !hasEnded(tokens, clock.now())) return revokeToken(authorizer, access)();
    const renewed = await authorizer.refresh(refresh)();
    return E.isLeft(renewed) ? E.left(renewed.left.detail) : revokeToken(authorizer, renewed.right.accessToken)();
  };

const revokeToken =
  (authorizer: Authorizer, token: string): TaskEither<string, void> =>
  async () =>
    E.mapLeft(({ detail }: { readonly detail: string }) => detail)(await authorizer.revoke({ token })());
