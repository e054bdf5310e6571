/** Why a socket is closed. From 4400 to 4499: do not come back as you are; any other: come back (contract §7). */
export interface CloseCode {
  readonly code: number;
  readonly reason: string;
}

/** The server stops; another one, or the same, will be there. */
export const GOING_AWAY: CloseCode = { code: 1001, reason: 'the server stops; come back' };
/** The client takes events more slowly than they come; with `since` it misses none. */
export const TOO_SLOW: CloseCode = { code: 1013, reason: 'too slow; come back with since' };
/** Storage is out of reach, so the client cannot be brought up to date. */
export const TRY_AGAIN: CloseCode = { code: 1013, reason: 'storage is out of reach; come back with since' };
/** The key was revoked, replaced, or its grace has ended. */
export const KEY_ENDED: CloseCode = { code: 4401, reason: 'the API key is no longer valid' };
/** The app was switched off. */
export const APP_INACTIVE: CloseCode = { code: 4403, reason: 'the app is inactive' };
/** The app has as many connections as it may have. */
export const TOO_MANY: CloseCode = { code: 4429, reason: 'too many connections of this app' };
