import type { DialpadId } from '../dialpad-id.js';
import type { Timestamp } from '../timestamp.js';

/** How an app is tied to its account at the phone system. What is secret in it is sealed. */
export interface DialpadConnection {
  readonly status: 'disconnected' | 'connected' | 'broken';
  /** Consents that were asked for and have not come, newest last. */
  readonly attempts: readonly Attempt[];
  readonly tokens: Tokens | null;
  /** The company behind it; null where the access does not reach that far. */
  readonly account: { readonly name: string | null; readonly organizations: readonly DialpadId[] } | null;
  readonly connectedAt: Timestamp | null;
  /** Since when it is of no use, and why; an administrator has to connect again. */
  readonly broken: { readonly at: Timestamp; readonly reason: string } | null;
  /** Who exchanges the tokens for new ones at the moment; another may once the lease is up. */
  readonly refreshing: { readonly owner: string; readonly until: Timestamp } | null;
}

/** A consent that an administrator was sent to give. */
export interface Attempt {
  /** Digest of the state that comes back with it. */
  readonly stateHash: string;
  /** The verifier of RFC 7636, sealed. */
  readonly verifier: string;
  readonly expiresAt: Timestamp;
}

export interface Tokens {
  /** Access and refresh token, sealed together. */
  readonly sealed: string;
  readonly expiresAt: Timestamp;
  /** From when on they are exchanged for new ones; null where they cannot be. */
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
export const ATTEMPT_MS = 10 * 60_000;
/** An attempt is remembered for longer than it lasts, so that who comes late is told so. */
const REMEMBERED_MS = 24 * 3_600_000;
const MAX_ATTEMPTS = 20;

/** Sends an administrator to consent; what was connected before goes on until it is given. */
export const attempted = (connection: DialpadConnection, attempt: Attempt, now: Timestamp): DialpadConnection => ({
  ...connection,
  attempts: [...connection.attempts.filter(({ expiresAt }) => now < expiresAt + REMEMBERED_MS), attempt].slice(
    -MAX_ATTEMPTS,
  ),
});

/** Takes an attempt out, so that it is used once; null for a state that nobody was sent with, or that came back already. */
export const returned = (
  connection: DialpadConnection,
  stateHash: string,
): { readonly connection: DialpadConnection; readonly attempt: Attempt } | null => {
  const attempt = connection.attempts.find((one) => one.stateHash === stateHash);
  if (attempt === undefined) return null;
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

/** New tokens in place of the old. */
export const refreshed = (connection: DialpadConnection, tokens: Tokens): DialpadConnection => ({
  ...connection,
  tokens,
  refreshing: null,
});

/** The phone system no longer honours it. */
export const broken = (connection: DialpadConnection, reason: string, now: Timestamp): DialpadConnection => ({
  ...connection,
  status: 'broken',
  tokens: null,
  broken: { at: now, reason },
  refreshing: null,
});

/** Forgets all but the consents that are under way. */
export const disconnected = ({ attempts }: DialpadConnection): DialpadConnection => ({ ...NOT_CONNECTED, attempts });

/** How long before their end tokens are exchanged, in milliseconds; those that do not last are, at four fifths of their life. */
const AHEAD_MS = 5 * 60_000;

/** When tokens that last from now to then are to be exchanged. */
export const renewalOf = (now: Timestamp, expiresAt: Timestamp): Timestamp =>
  expiresAt - Math.min(AHEAD_MS, (expiresAt - now) / 5);

/** Whether the tokens are to be exchanged or, where they cannot be, have ended. */
export const isDue = ({ renewAt, expiresAt }: Tokens, now: Timestamp): boolean => now >= (renewAt ?? expiresAt);

/** Whether the tokens have ended. */
export const hasEnded = ({ expiresAt }: Tokens, now: Timestamp): boolean => now >= expiresAt;
