import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { Access, PhoneSystemUnavailable } from './phone-system.js';

/** What the phone system grants for a consent or a refresh token. */
export interface Grant {
  readonly accessToken: string;
  /** Null where it gave none (no `offline_access`) or, on a refresh, where the old one stays valid. */
  readonly refreshToken: string | null;
  /** Null where it did not say. */
  readonly expiresInSeconds: number | null;
}

/** The code or the refresh token is refused: used, expired, revoked, or another client's. Asking again does not help. */
export interface GrantRefused {
  readonly _tag: 'GrantRefused';
  /** For the log and the administrator; holds no secret. */
  readonly detail: string;
}

export type AuthorizerError = GrantRefused | PhoneSystemUnavailable;

/** OAuth 2.0 with the phone system (RFC 6749, RFC 7636), as the application that this server is registered as. */
export interface Authorizer {
  /** The address to send an administrator's browser to. `challenge` is the S256 challenge of the verifier (RFC 7636 §4.2). */
  readonly authorizeUrl: (request: { readonly state: string; readonly challenge: string }) => string;
  readonly exchange: (code: string, verifier: string) => TaskEither<AuthorizerError, Grant>;
  readonly refresh: (refreshToken: string) => TaskEither<AuthorizerError, Grant>;
  /** Revokes all tokens that this application has for the user. Tokens that are revoked already are no error. */
  readonly revoke: (access: Access) => TaskEither<AuthorizerError, void>;
}
