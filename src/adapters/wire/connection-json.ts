import * as t from 'io-ts';
import type { DialpadConnection } from '../../domain/dialpad-connection/dialpad-connection.js';
import type { Timestamp } from '../../domain/timestamp.js';
import { IsoTime } from './iso-time.js';
import { nullable } from './nullable.js';
import { oneOf } from './words.js';

/** An app's connection to Dialpad, without its secrets. */
export const ConnectionJson = t.type(
  {
    status: oneOf(['disconnected', 'pending', 'connected', 'broken']),
    /** `api_key` if the server's own key is used instead of a connection of the app. */
    by: nullable(oneOf(['oauth', 'api_key'])),
    company: nullable(t.string),
    connected_at: nullable(IsoTime),
    token_expires_at: nullable(IsoTime),
    broken_at: nullable(IsoTime),
    broken_reason: nullable(t.string),
  },
  'DialpadConnection',
);

export const connectionToJson = (
  connection: DialpadConnection,
  hasApiKey: boolean,
  now: Timestamp,
): t.OutputOf<typeof ConnectionJson> => {
  const { status, attempts, account, connectedAt, tokens, broken } = connection;
  const isPending = status === 'disconnected' && attempts.some(({ expiresAt }) => now < expiresAt);
  return ConnectionJson.encode({
    status: hasApiKey ? 'connected' : isPending ? 'pending' : status,
    by: hasApiKey ? 'api_key' : status === 'connected' ? 'oauth' : null,
    company: account?.name ?? null,
    connected_at: connectedAt,
    token_expires_at: tokens?.expiresAt ?? null,
    broken_at: broken?.at ?? null,
    broken_reason: broken?.reason ?? null,
  });
};
