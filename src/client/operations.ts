import type { paths } from './api.js';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

type OperationAt<M extends Method, P extends keyof paths> = paths[P] extends { [K in Lowercase<M>]: infer O }
  ? O
  : never;

/** The paths that have an operation with this method. */
export type PathOf<M extends Method> = {
  [P in keyof paths]: paths[P] extends { [K in Lowercase<M>]: object } ? P : never;
}[keyof paths];

/** The query of an operation. */
export type QueryOf<M extends Method, P extends PathOf<M>> =
  OperationAt<M, P> extends {
    parameters: { query?: infer Q };
  }
    ? NonNullable<Q>
    : never;

type PathParameters<M extends Method, P extends PathOf<M>> =
  OperationAt<M, P> extends {
    parameters: { path: infer Names };
  }
    ? { readonly path: Names }
    : { readonly path?: never };

type RequestBody<O> = O extends { requestBody?: infer R } ? NonNullable<R> : never;

/** The body of an operation; never if it has none. */
export type BodyOf<M extends Method, P extends PathOf<M>> =
  RequestBody<OperationAt<M, P>> extends {
    content: { 'application/json': infer B };
  }
    ? B
    : never;

/** An operation whose body is described as required takes it as an option that is required. */
type BodyOption<M extends Method, P extends PathOf<M>> =
  OperationAt<M, P> extends { requestBody: object }
    ? { readonly body: BodyOf<M, P> }
    : { readonly body?: BodyOf<M, P> };

type QueryOption<M extends Method, P extends PathOf<M>> =
  OperationAt<M, P> extends { parameters: { query: object } }
    ? { readonly query: QueryOf<M, P> }
    : { readonly query?: QueryOf<M, P> | undefined };

/** What a request takes beside its method and path: what the operation has, and a signal that gives it up. */
export type RequestOptions<M extends Method, P extends PathOf<M>> = PathParameters<M, P> &
  BodyOption<M, P> &
  QueryOption<M, P> & { readonly signal?: AbortSignal | undefined };

type SuccessOf<Answers> = {
  [S in keyof Answers]: Answers[S] extends { content: { 'application/json': infer J } } ? J : undefined;
}[keyof Answers];

/** The JSON with which an operation answers when it succeeds. */
export type AnswerOf<M extends Method, P extends PathOf<M>> =
  OperationAt<M, P> extends { responses: infer Answers } ? SuccessOf<Answers> : never;

/** Whether options can be left out, because the operation needs none. */
export type OptionsArgument<O> = Record<string, never> extends O ? [options?: O] : [options: O];
