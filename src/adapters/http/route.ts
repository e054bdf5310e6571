import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { HttpRequest } from './http-request.js';
import type { Problem } from './problem.js';
import type { Reply } from './reply.js';

export type Handler = (request: HttpRequest) => TaskEither<Problem, Reply>;

/** A handler that needs to know more than the request, such as whose key came with it. */
export type HandlerFor<A> = (request: HttpRequest, context: A) => TaskEither<Problem, Reply>;

export interface Route {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Variable parts start with a colon: `/api/calls/:id`. */
  readonly path: string;
  readonly handle: Handler;
}

export const route = (method: Route['method'], path: string, handle: Handler): Route => ({ method, path, handle });
