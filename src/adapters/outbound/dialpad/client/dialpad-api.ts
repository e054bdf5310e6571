import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { stringify } from 'lossless-json';
import type {
  Access,
  AccessRefused,
  CursorPage,
  PhoneSystemError,
  RequestRefused,
} from '../../../../application/ports/phone-system.js';
import type { DialpadId } from '../../../../domain/dialpad-id.js';
import { type Fields, field, fieldsOf, objectsIn, textOf } from '../json-fields.js';
import type { HttpClient } from './http-client.js';
import { type HttpAnswer, type HttpRequest, isSuccess } from './http-exchange.js';
import type { RequestLimits } from './request-limits.js';
import { type Unanswered, unavailable } from './unavailable.js';

/** A request to Dialpad's API, as its reference describes it. */
export interface ApiRequest {
  readonly method: HttpRequest['method'];
  /** Below `/api/v2`, with `{id}` in place of the id. */
  readonly path: string;
  readonly id?: DialpadId;
  /** Null values are left out. */
  readonly query?: Readonly<Record<string, string | number | null>>;
  /** A bigint is written as its digits. */
  readonly body?: Readonly<Record<string, unknown>>;
  /** Wanted now or not at all. */
  readonly isNow?: boolean;
  /** A success has no body. */
  readonly answersNothing?: boolean;
}

/** Sends a request with an access, within its limits, and returns the JSON object that comes back. */
export type DialpadApi = (access: Access, request: ApiRequest) => TaskEither<ApiError, Fields>;

export const makeDialpadApi =
  ({ http, limits }: { readonly http: HttpClient; readonly limits: RequestLimits }): DialpadApi =>
  (access, request) =>
  async () => {
    const name = `${request.method} ${request.path}`;
    // `fetch` refuses other characters in a header with an error that contains the token.
    if (!/^[\x21-\x7e]+$/.test(access.token))
      return E.left(accessRefused('invalid-token', `${name}: not asked, the token is none`));
    const answered = await http(httpRequest(access, name, request), limits(access, name))();
    return E.isLeft(answered) ? answered : fieldsOrRefusal(access, name, request, answered.right);
  };

const httpRequest = ({ token }: Access, name: string, request: ApiRequest): HttpRequest => {
  const { method, path, id = '', query = {}, body, isNow = false, answersNothing = false } = request;
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) if (value !== null) search.set(key, String(value));
  return {
    method,
    path: `/api/v2${path.replace('{id}', id)}${search.size === 0 ? '' : `?${search}`}`,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    body: body === undefined ? null : (stringify(body) ?? null),
    name,
    // A repeated POST would create the object twice.
    isRepeatable: method !== 'POST',
    isNow,
    wantsJson: method !== 'DELETE' && !answersNothing,
  };
};

const fieldsOrRefusal = (
  access: Access,
  name: string,
  request: ApiRequest,
  answer: HttpAnswer,
): E.Either<ApiError, Fields> => {
  const { status } = answer;
  if (isSuccess(answer)) return E.right(answer.json ?? {});
  const detail = `${name}: ${status}${reasonOf(access, request, answer)}`;
  return E.left(refusalOf(status, detail));
};

/** A refused request, with the HTTP status that the core need not know. */
export interface ApiRefused extends RequestRefused {
  readonly status: number;
}

export type ApiError = Unanswered | AccessRefused | ApiRefused;

const refusalOf = (status: number, detail: string): ApiError => {
  if (status === UNAUTHORIZED) return accessRefused('invalid-token', detail);
  if (status === FORBIDDEN) return accessRefused('not-permitted', detail);
  return { _tag: 'RequestRefused', status, detail };
};

const UNAUTHORIZED = 401;
const FORBIDDEN = 403;

const accessRefused = (reason: AccessRefused['reason'], detail: string): AccessRefused => ({
  _tag: 'AccessRefused',
  reason,
  detail,
});

const MAX_REASON = 200;

/** Dialpad's error message, left out where it might contain a secret: the webhook's, which is in the body, or the token. */
const reasonOf = ({ token }: Access, { body }: ApiRequest, { json, status }: HttpAnswer): string => {
  if (status < 400) return ' (a redirect: is the base URL right?)';
  const error = field(fieldsOf(json), 'error');
  const words = (textOf(field(fieldsOf(error), 'message')) ?? textOf(error))?.slice(0, MAX_REASON) ?? null;
  if (words === null || Object.hasOwn(body ?? {}, 'secret') || containPartOf(words, token)) return '';
  return ` ${JSON.stringify(words)}`;
};

const PART_LENGTH = 8;

/** Whether the words contain the secret, or any eight characters of it. */
const containPartOf = (words: string, secret: string): boolean => {
  for (let at = 0; at <= Math.max(0, secret.length - PART_LENGTH); at += 1) {
    if (words.includes(secret.slice(at, at + PART_LENGTH))) return true;
  }
  return false;
};

/** A page of a list; items that cannot be read are skipped. An empty list may be absent. */
export const cursorPageOf =
  <A>(read: (item: Fields) => A | null) =>
  (fields: Fields): E.Either<PhoneSystemError, CursorPage<A>> => {
    const items = field(fields, 'items') ?? [];
    return Array.isArray(items)
      ? E.right({ items: objectsIn(items).flatMap((item) => read(item) ?? []), next: textOf(field(fields, 'cursor')) })
      : E.left(unavailable('a list came back as something else'));
  };

/** The one object that was asked for; an error if it cannot be read. */
export const itemOf =
  <A>(read: (fields: Fields) => A | null) =>
  (fields: Fields): E.Either<PhoneSystemError, A> => {
    const item = read(fields);
    return item === null ? E.left(unavailable('what came back has no id')) : E.right(item);
  };
