import * as O from 'fp-ts/lib/Option.js';
import * as t from 'io-ts';
import type { Clock } from '../../../../application/ports/clock.js';
import { parseJson } from '../../../wire/parse-json.js';
import type { Fields } from '../json-fields.js';
import { retryAfterMs } from './retry-after.js';

/** A request to the phone system. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the base URL, with its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** How the log and the errors name the request: the published path, without ids, queries or secrets. */
  readonly name: string;
  /** Whether it does no harm to send the request again when the first was carried out but its answer was lost. */
  readonly isRepeatable: boolean;
  /** Whether it is wanted now or not at all: over a limit it fails at once, and a failure says whether it may have been carried out. */
  readonly isNow: boolean;
  /** Whether a success must have a JSON object as its body. */
  readonly wantsJson: boolean;
}

/** An HTTP answer, read to its end. */
export interface HttpAnswer {
  readonly status: number;
  /** The body as a JSON object, with all digits of its ids; null if it is no JSON object. */
  readonly json: Fields | null;
  readonly isHtml: boolean;
  readonly retryAfterMs: number | null;
}

/** No answer, or an incomplete one. */
export interface NoAnswer {
  /** A code such as ECONNREFUSED, or `timeout`. Never the error's message, which may contain headers. */
  readonly cause: string;
  /** Whether the request was certainly not sent, as there was no connection. */
  readonly isUnsent: boolean;
}

export const isSuccess = ({ status }: HttpAnswer): boolean => status >= 200 && status < 300;

/**
 * Sends one request; the signal ends it early. Redirects are not followed: Dialpad's API has none, and a body with a secret must not
 * reach another host.
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

/** Codes of Node's resolver, sockets and HTTP client. */
const UNSENT: ReadonlySet<string> = new Set([
  ...['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT'],
]);

const Coded = t.type({ code: t.string });
const Caused = t.type({ cause: Coded });

/** The error's code; `fetch` wraps the error of the socket. */
const causeOf = (thrown: unknown): string => {
  if (Caused.is(thrown)) return thrown.cause.code;
  return Coded.is(thrown) ? thrown.code : 'no connection';
};
