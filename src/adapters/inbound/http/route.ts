import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type * as t from 'io-ts';
import type { HttpRequest } from './http-request.js';
import type { Problem } from './problem.js';
import type { Reply } from './reply.js';

export type Handler = (request: HttpRequest) => TaskEither<Problem, Reply>;

/** A handler that needs to know more than the request, such as whose key came with it. */
export type HandlerFor<A> = (request: HttpRequest, context: A) => TaskEither<Problem, Reply>;

export interface Route extends Operation {
  readonly handle: Handler;
}

/** A page for people, and what belongs to it: no part of the API. */
export type PageRoute = Pick<Route, 'method' | 'path' | 'handle'>;

export const pageRoute = (path: string, handle: Handler): PageRoute => ({ method: 'GET', path, handle });

/** A request that the server answers, as a client sees it. */
export interface Operation {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Variable parts start with a colon: `/api/calls/:id`. */
  readonly path: string;
  readonly doc: OperationDoc;
}

/** What is said of an operation beside its method and path. What every such operation can answer is added to it. */
export interface OperationDoc {
  readonly summary: string;
  readonly tag:
    | 'Webhooks'
    | 'Calls'
    | 'Voicemails'
    | 'Messages'
    | 'Events'
    | 'Apps'
    | 'Keys'
    | 'Users'
    | 'Dialpad'
    | 'Inbox'
    | 'Operation';
  readonly access: 'public' | 'webhook' | 'app' | 'internal';
  /** The variable parts of the path, by name. */
  readonly params?: Readonly<Record<string, t.Mixed>>;
  readonly query?: t.Mixed;
  readonly body?: t.Mixed;
  /** What it answers when it is carried out, or in a way of its own when it is not, by status. */
  readonly answers: Readonly<Record<number, t.Mixed>>;
  /** The type of what it answers when it is carried out; JSON unless it is given. */
  readonly contentType?: string;
  /** Failures of its own, by status, and what each means. */
  readonly failures?: Readonly<Record<number, string>>;
}

export const route = (method: Route['method'], path: string, handle: Handler, doc: OperationDoc): Route => ({
  method,
  path,
  handle,
  doc,
});
