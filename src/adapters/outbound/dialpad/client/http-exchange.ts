import * as O from 'fp-ts/lib/Option.js';
import * as t from 'io-ts';
import type { Clock } from '../../../../application/ports/clock.js';
import { parseJson } from '../../../wire/parse-json.js';
import type { Fields } from '../json-fields.js';
import { retryAfterMs } from './retry-after.js';

/** A request to the phone system. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below the base URL, with its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** How the log and the errors call it: the published path, without ids, queries or secrets. */
  readonly name: string;
  /** Whether a second one does no harm, should the first have been carried out unseen. */
  readonly isRepeatable: boolean;
  /** Whether an answer that is no JSON object, on success, is none. */
  readonly wantsJson: boolean;
}

/** What came back. */
export interface HttpAnswer {
  readonly status: number;
  /** The JSON object that it holds, with all digits of its ids; null if it is none. */
  readonly json: Fields | null;
  readonly isHtml: boolean;
  readonly retryAfterMs: number | null;
}

/** Nothing came back, or not all of it. */
export interface NoAnswer {
  /** A code such as ECONNREFUSED, or `timeout`. Not the driver's words, which may repeat headers. */
  readonly cause: string;
  /** Whether the request surely never left: no connection came about. */
  readonly isUnsent: boolean;
}

export const isSuccess = ({ status }: HttpAnswer): boolean => status >= 200 && status < 300;

/**
 * One exchange, until the signal ends it. A redirect is not followed: nothing here has moved, and a body with a secret in it goes to
 * nobody else.
 */
export const exchange = async (
  baseUrl: string,
  request: HttpRequest,
  signal: AbortSignal,
  clock: Clock,
): Promise<HttpAnswer | NoAnswer> => {
  const { method, headers, body } = request;
  try {
    const response = await fetch(`${baseUrl}${request.path}`, {
      method,
      headers: { accept: 'application/json', 'user-agent': 'cti-server', ...headers },
      body,
      redirect: 'manual',
      signal,
    });
    const text = await response.text();
    return {
      status: response.status,
      json: O.toNullable(O.filter(t.UnknownRecord.is)(parseJson(text))),
      isHtml: /^\s*</.test(text),
      retryAfterMs: retryAfterMs(response.headers.get('retry-after'), clock.now()),
    };
  } catch (thrown) {
    const cause = signal.aborted ? 'timeout' : causeOf(thrown);
    return { cause, isUnsent: UNSENT.has(cause) };
  }
};

/** Of Node's resolver, its sockets, and its HTTP client. */
const UNSENT: ReadonlySet<string> = new Set([
  ...['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT'],
]);

const Coded = t.type({ code: t.string });
const Caused = t.type({ cause: Coded });

/** The code of what went wrong; the client wraps the socket's error. */
const causeOf = (thrown: unknown): string => {
  if (Caused.is(thrown)) return thrown.cause.code;
  return Coded.is(thrown) ? thrown.code : 'no connection';
};
