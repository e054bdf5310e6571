import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { Access, PhoneSystemUnavailable } from './phone-system.js';

/** What the phone system hands out for a consent. */
export interface Grant {
  readonly accessToken: string;
  /** Null where it gave none (no `offline_access`) or, on a refresh, where the old one stays good. */
  readonly refreshToken: string | null;
  /** Seconds; null where it did not say. */
  readonly expiresInSeconds: number | null;
}

/** The code or the refresh token is refused: used, expired, withdrawn, or of somebody else. Asking again does not help. */
export interface GrantRefused {
  readonly _tag: 'GrantRefused';
  /** For the log and the administrator; holds no secret. */
  readonly detail: string;
}

export type AuthorizerError = GrantRefused | PhoneSystemUnavailable;

/** OAuth 2.0 with the phone system (RFC 6749, RFC 7636), as the application that this server is registered as. */
export interface Authorizer {
  /** Where an administrator's browser is sent. `challenge` is the S256 challenge of the verifier (RFC 7636 §4.2). */
  readonly authorizeUrl: (request: { readonly state: string; readonly challenge: string }) => string;
  readonly exchange: (code: string, verifier: string) => TaskEither<AuthorizerError, Grant>;
  readonly refresh: (refreshToken: string) => TaskEither<AuthorizerError, Grant>;
  /** Ends all tokens that this application has for the user. Already ended ones are no error. */
  readonly revoke: (access: Access) => TaskEither<AuthorizerError, void>;
}
