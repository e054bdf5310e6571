import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { Problem } from './problem.js';

/** A request as it arrived. Nothing in it is validated. */
export interface HttpRequest {
  /** The client's `x-request-id` if it is well-formed, else one of ours. */
  readonly id: string;
  readonly method: string;
  /** Without the query, which may hold a secret and must not be logged. */
  readonly path: string;
  /** The variable parts of the path, by name. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** The names of the query parameters that the route takes. */
  readonly parameters: readonly string[];
  /** The client's address, as the trusted proxies in front of the server report it. */
  readonly address: string;
  readonly header: (name: RequestHeader) => string | null;
  /** The whole body. It is received only once a route has found that the client may send it. */
  readonly body: TaskEither<Problem, Uint8Array>;
}

/** The request headers that routes use. */
export type RequestHeader =
  | 'accept'
  | 'accept-encoding'
  | 'authorization'
  | 'content-type'
  | 'cookie'
  | 'if-none-match'
  | 'x-app-api-key'
  | 'x-dialpad-signature';
