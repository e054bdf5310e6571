import type { Either } from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type * as t from 'io-ts';
import type { HttpRequest } from './http-request.js';
import type { Problem } from './problem.js';
import type { Reply } from './reply.js';

/** The answer to a request, if it is known at once, or what finds it. */
export type Answering = Either<Problem, Reply> | TaskEither<Problem, Reply>;

export const isPending = (answering: Answering): answering is TaskEither<Problem, Reply> =>
  typeof answering === 'function';

/** The same, in a pipe of tasks. */
export const asTask = (answering: Answering): TaskEither<Problem, Reply> =>
  isPending(answering) ? answering : () => Promise.resolve(answering);

/** Answers a request. What is known in the turn in which the request arrives goes out in that turn. */
export type Handler = (request: HttpRequest) => Answering;

/** A handler that gets more than the request, such as what the client's key gives access to. */
export type HandlerFor<A> = (request: HttpRequest, context: A) => Answering;

export interface Route extends Operation {
  readonly handle: Handler;
}

/** A page for people, or a file of it. It is not part of the API and not in the OpenAPI document. */
export type PageRoute = Pick<Route, 'method' | 'path' | 'handle'> & Partial<Pick<Route, 'doc'>>;

export const pageRoute = (path: string, handle: Handler): PageRoute => ({ method: 'GET', path, handle });

/** An operation of the API, as a client sees it. */
export interface Operation {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Variable parts start with a colon: `/api/calls/:id`. */
  readonly path: string;
  readonly doc: OperationDoc;
}

/** The description of an operation. The failures that all operations of its kind share are added for the OpenAPI document. */
export interface OperationDoc {
  readonly summary: string;
  readonly tag:
    | 'Webhooks'
    | 'Calls'
    | 'Voicemails'
    | 'Messages'
    | 'Contacts'
    | 'Events'
    | 'Apps'
    | 'Keys'
    | 'Users'
    | 'Dialpad'
    | 'Endpoints'
    | 'Inbox'
    | 'Operation';
  readonly access: 'public' | 'webhook' | 'app' | 'internal';
  /** The variable parts of the path, by name. */
  readonly params?: Readonly<Record<string, t.Mixed>>;
  readonly query?: t.Mixed;
  readonly body?: t.Mixed;
  /** The bodies of its answers, by status. Statuses of failure are here only if their body is not the usual one. */
  readonly answers: Readonly<Record<number, t.Mixed>>;
  /** The content type of its answers; JSON if not given. */
  readonly contentType?: string;
  /** The meaning of failures that only this operation has, by status. */
  readonly failures?: Readonly<Record<number, string>>;
}

export const route = (method: Route['method'], path: string, handle: Handler, doc: OperationDoc): Route => ({
  method,
  path,
  handle,
  doc,
});
