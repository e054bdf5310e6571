import type { Timestamp } from '../../domain/timestamp.js';
import type { Company } from './company.js';
import type { Limits } from './limits.js';
import type { OauthApp } from './oauth.js';
import type { Post } from './player.js';

export interface SimulatedDialpadOptions {
  /** 0, the default, for any free port. */
  readonly port?: number;
  readonly company?: Company;
  /** The registered application. By default it accepts any redirect URI. */
  readonly app?: Partial<OauthApp>;
  /** Accepted in place of a token, with access to everything. */
  readonly apiKey?: string;
  /** How long an access token is valid, in seconds; 3600 by default. */
  readonly accessTokenSeconds?: number;
  /** How long a code is valid, in seconds; 600 by default, the maximum that RFC 6749 §4.1.2 recommends. */
  readonly codeSeconds?: number;
  /** Whether a refresh gives a new refresh token and ends the old one; true by default. */
  readonly rotatesRefreshTokens?: boolean;
  /** Dialpad's published limits by default; null for none. */
  readonly limits?: Limits | null;
  /** Items on a page of a list; 50 by default. */
  readonly pageSize?: number;
  /** Whether a subscription to the state `all` gets events; false by default, as an integrator reported (events.md §5). */
  readonly allStatesFire?: boolean;
  /** How long a call that the API places rings, in seconds; by default the other party answers at once, and events wait for nothing. */
  readonly answersAfter?: number;
  /** Milliseconds since 1970; the system's clock by default. */
  readonly now?: () => Timestamp;
  /** Posts deliveries; `fetch` by default. */
  readonly post?: Post;
}
