import * as E from 'fp-ts/lib/Either.js';
import {
  broken,
  type DialpadConnection,
  hasTokens,
  type Tokens,
} from '../../domain/dialpad-connection/dialpad-connection.js';
import type { AppId } from '../../domain/ids.js';
import type { Timestamp } from '../../domain/timestamp.js';
import type { Clock } from '../ports/clock.js';
import type { Logger } from '../ports/logger.js';
import type { StorageError } from '../ports/storage-error.js';
import type { Changed, RecordOf } from '../records/app-record.js';
import { type NotConnected, notConnected } from './access-error.js';

/** The connection has other tokens by now: they were renewed, or an administrator has connected the app anew. */
export interface TokensReplaced {
  readonly _tag: 'TokensReplaced';
}

export const TOKENS_REPLACED: TokensReplaced = { _tag: 'TokensReplaced' };

interface Deps {
  readonly connections: RecordOf<DialpadConnection>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Breaks a connection whose tokens are of no use, unless it has other tokens by now. An administrator has to connect the app again;
 * everything else goes on. Answers why there is no access with these tokens.
 */
export const breakConnection = async (
  deps: Deps,
  appId: AppId,
  tokens: Tokens,
  reason: string,
): Promise<StorageError | NotConnected | TokensReplaced> => {
  const now = deps.clock.now();
  const saved = await deps.connections.change<never, boolean>(appId, (connection) =>
    E.right(brokenIfCurrent(connection, tokens, reason, now)),
  )();
  return E.isLeft(saved) ? saved.left : afterBreaking(deps.logger, appId, reason, saved.right);
};

/** Breaks the connection if these are still its tokens. The result says whether they were. */
export const brokenIfCurrent = (
  connection: DialpadConnection,
  tokens: Tokens,
  reason: string,
  now: Timestamp,
): Changed<DialpadConnection, boolean> =>
  hasTokens(connection, tokens)
    ? { record: broken(connection, reason, now), result: true }
    : { record: connection, result: false };

/** Why there is no access. Logged by the process that has broken the connection, so once. */
export const afterBreaking = (
  logger: Logger,
  appId: AppId,
  reason: string,
  { record, result: isBrokenByThis }: Changed<DialpadConnection, boolean>,
): NotConnected | TokensReplaced => {
  if (record.tokens !== null) return TOKENS_REPLACED;
  if (isBrokenByThis) {
    logger.error({ app_id: appId, reason }, 'The connection to the phone system is broken: connect the app again');
  }
  return notConnected(record);
};
