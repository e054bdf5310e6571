import type { DialpadId } from '../dialpad-id.js';
import type { Lease } from '../lease.js';
import type { Timestamp } from '../timestamp.js';

/** The connection of an app to its account at the phone system. Secrets in it are sealed. */
export interface DialpadConnection {
  readonly status: 'disconnected' | 'connected' | 'broken';
  /** Consents that were asked for and have not come back, newest last. */
  readonly attempts: readonly Attempt[];
  readonly tokens: Tokens | null;
  /** The connected company; null where the access does not reach that far. */
  readonly account: { readonly name: string | null; readonly organizations: readonly DialpadId[] } | null;
  readonly connectedAt: Timestamp | null;
  /** Since when it no longer works, and why. An administrator has to connect the app again. */
  readonly broken: { readonly at: Timestamp; readonly reason: string } | null;
  /** Held by the process that renews the tokens. */
  readonly refreshing: Lease | null;
}

/** A consent that an administrator was asked for. */
export interface Attempt {
  /** Digest of the state that comes back with the consent. */
  readonly stateHash: string;
  /** The verifier of RFC 7636, sealed. */
  readonly verifier: string;
  readonly expiresAt: Timestamp;
  /** Digest of the secret in the browser that opened the link; null until one has. Missing in attempts of an older version. */
  readonly browserHash?: string | null;
}

export interface Tokens {
  /** Access and refresh token, sealed together. */
  readonly sealed: string;
  readonly expiresAt: Timestamp;
  /** From when on they are renewed; null where they cannot be. */
  readonly renewAt: Timestamp | null;
}

export const NOT_CONNECTED: DialpadConnection = {
  status: 'disconnected',
  attempts: [],
  tokens: null,
  account: null,
  connectedAt: null,
  broken: null,
  refreshing: null,
};

/** How long an administrator has to consent, in milliseconds (contract §6). */
export const ATTEMPT_TTL_MS = 10 * 60_000;
/** An attempt is stored for longer than it lasts, so that a late administrator is answered "expired" and not "unknown". */
const STORED_ATTEMPT_TTL_MS = 24 * 3_600_000;
const MAX_ATTEMPTS = 20;

/** Adds an attempt. An earlier connection stays in use until the consent is given. */
export const attempted = (connection: DialpadConnection, attempt: Attempt, now: Timestamp): DialpadConnection => ({
  ...connection,
  attempts: [...connection.attempts.filter(({ expiresAt }) => now < expiresAt + STORED_ATTEMPT_TTL_MS), attempt].slice(
    -MAX_ATTEMPTS,
  ),
});

/** An attempt as it was found, and the connection after it. */
interface FoundAttempt {
  readonly connection: DialpadConnection;
  readonly attempt: Attempt;
}

/**
 * Ties an attempt to the browser that opens its link first; the same browser may open it again. `unknown`: the state was not given out,
 * or has come back. `other-browser`: another one opened it.
 */
export const opened = (
  connection: DialpadConnection,
  stateHash: string,
  browserHash: string,
): FoundAttempt | 'unknown' | 'other-browser' => {
  const attempt = connection.attempts.find((one) => one.stateHash === stateHash);
  if (attempt === undefined) return 'unknown';
  if ((attempt.browserHash ?? browserHash) !== browserHash) return 'other-browser';
  const attempts = connection.attempts.map((one) => (one === attempt ? { ...one, browserHash } : one));
  return { connection: { ...connection, attempts }, attempt };
};

/**
 * Takes an attempt out, so that it is used once. `unknown`: the state was not given out, or came back already. `other-browser`: it is
 * not the browser that opened the link, and the attempt stays.
 */
export const returned = (
  connection: DialpadConnection,
  stateHash: string,
  browserHash: string | null,
): FoundAttempt | 'unknown' | 'other-browser' => {
  const attempt = connection.attempts.find((one) => one.stateHash === stateHash);
  if (attempt === undefined) return 'unknown';
  if (browserHash === null || attempt.browserHash !== browserHash) return 'other-browser';
  const attempts = connection.attempts.filter((one) => one !== attempt);
  return { connection: { ...connection, attempts }, attempt };
};

export const connected = (
  connection: DialpadConnection,
  tokens: Tokens,
  account: DialpadConnection['account'],
  now: Timestamp,
): DialpadConnection => ({
  ...connection,
  status: 'connected',
  tokens,
  account,
  connectedAt: now,
  broken: null,
  refreshing: null,
});

/** Whether these are still the tokens of the connection. They are not once an administrator has connected anew or disconnected. */
export const hasTokens = (connection: DialpadConnection, { sealed }: Tokens): boolean =>
  connection.tokens?.sealed === sealed;

/** Puts new tokens in place of the old. */
export const refreshed = (connection: DialpadConnection, tokens: Tokens): DialpadConnection => ({
  ...connection,
  tokens,
  refreshing: null,
});

/** The phone system no longer accepts the connection, or its tokens cannot be read. */
export const broken = (connection: DialpadConnection, reason: string, now: Timestamp): DialpadConnection => ({
  ...connection,
  status: 'broken',
  tokens: null,
  broken: { at: now, reason },
  refreshing: null,
});

/** Removes everything but the attempts that are under way. */
export const disconnected = ({ attempts }: DialpadConnection): DialpadConnection => ({ ...NOT_CONNECTED, attempts });

/** How long before their end tokens are renewed, in milliseconds; at the latest when four fifths of their life are over. */
const RENEW_BEFORE_MS = 5 * 60_000;

/** When tokens that are valid from `now` to `expiresAt` are to be renewed. */
export const renewalOf = (now: Timestamp, expiresAt: Timestamp): Timestamp =>
  expiresAt - Math.min(RENEW_BEFORE_MS, (expiresAt - now) / 5);

/** Whether the tokens are to be renewed or, where they cannot be, have ended. */
export const isDue = ({ renewAt, expiresAt }: Tokens, now: Timestamp): boolean => now >= (renewAt ?? expiresAt);

/** Whether the tokens have ended. */
export const hasEnded = ({ expiresAt }: Tokens, now: Timestamp): boolean => now >= expiresAt;
