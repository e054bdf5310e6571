/** Why a connection is closed. Codes 4400 to 4499: do not reconnect with the same request. Any other: reconnect (contract §7). */
export interface CloseCode {
  readonly code: number;
  readonly reason: string;
}

/** The server stops. It or another one will be there again. */
export const GOING_AWAY: CloseCode = { code: 1001, reason: 'the server stops; reconnect' };
/** The client takes events more slowly than they come. If it reconnects with `since` it misses none. */
export const TOO_SLOW: CloseCode = { code: 1013, reason: 'too slow; reconnect with since' };
/** Storage is out of reach, so the client cannot be brought up to date. */
export const TRY_AGAIN: CloseCode = { code: 1013, reason: 'storage is out of reach; reconnect with since' };
/** The server ran into a bug of ours. */
export const SERVER_BUG: CloseCode = { code: 1011, reason: 'the server failed; reconnect with since' };
/** The key was revoked, replaced, or its grace period has ended. */
export const KEY_ENDED: CloseCode = { code: 4401, reason: 'the API key is no longer valid' };
/** The app was switched off. */
export const APP_INACTIVE: CloseCode = { code: 4403, reason: 'the app is inactive' };
/** The app has reached its maximum of connections. */
export const TOO_MANY: CloseCode = { code: 4429, reason: 'too many connections of this app' };

/** The longest reason of a close, in bytes (RFC 6455 §5.5). */
const MAX_REASON = 123;

/** A sentence as the reason of a close: cut off where it is too long, never within a character. */
export const closeReason = (sentence: string): string =>
  Buffer.from(sentence)
    .subarray(0, MAX_REASON)
    .toString('utf8')
    .replace(/\uFFFD+$/, '');
