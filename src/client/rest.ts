import { CtiError, type CtiErrorDetail } from './cti-error.js';
import { fieldsIn, sentenceIn } from './json-fields.js';
import type { AnswerOf, Method, OptionsArgument, PathOf, RequestOptions } from './operations.js';
import type { AnswerLike, FetchInit, FetchLike } from './platform.js';
import { secondsOfRetryAfter } from './retry-after.js';

/**
 * Carries out an operation of the API. Rejects with a `CtiError`. A GET that the server puts off for a few seconds (429, 503) is tried
 * again then, twice; nothing else is sent twice.
 */
export type Request = <M extends Method, P extends PathOf<M>>(
  method: M,
  path: P,
  ...options: OptionsArgument<RequestOptions<M, P>>
) => Promise<AnswerOf<M, P>>;

export interface RestDeps {
  readonly fetch: FetchLike;
  /** What stands before every path. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The options of any operation. */
interface AnyOptions {
  readonly path?: unknown;
  readonly query?: unknown;
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
}

const MAX_TRIES = 3;
/** Seconds. Whoever is told to wait longer should be told so. */
const MAX_PATIENCE = 5;

export const makeRequest = (deps: RestDeps): Request => {
  const request = async (method: string, path: string, options: AnyOptions = {}) => {
    const url = deps.url + filled(path, options.path) + queryText(options.query);
    for (let tries = 1; ; tries += 1) {
      const [answer, text] = await send(deps, url, initOf(deps, method, options));
      if (answer.ok) return read(answer, text);
      const error = errorOf(answer, text);
      const canWait = (error.retryAfter ?? MAX_PATIENCE + 1) <= MAX_PATIENCE;
      if (method !== 'GET' || tries === MAX_TRIES || !canWait) throw error;
      await pause(error.retryAfter ?? 0, options.signal);
    }
  };
  return request;
};

/** Seconds; ends early when the caller gives the request up, which the next attempt tells them. */
const pause = (seconds: number, signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, seconds * 1000);
    signal?.addEventListener('abort', end);
  });

const filled = (path: string, names: unknown): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(Object(names)[name]));

const queryText = (query: unknown): string => {
  const given = Object.entries(Object(query)).filter(([, value]) => value !== undefined && value !== null);
  const text = new URLSearchParams(Object.fromEntries(given.map(([name, value]) => [name, String(value)])));
  return given.length === 0 ? '' : `?${text}`;
};

const initOf = ({ headers }: RestDeps, method: string, { body, signal }: AnyOptions): FetchInit => ({
  method,
  headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
  ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  ...(signal === undefined ? {} : { signal }),
});

/** The answer and its text, which the network may cut off. */
const send = async ({ fetch }: RestDeps, url: string, init: FetchInit): Promise<readonly [AnswerLike, string]> => {
  try {
    const answer = await fetch(url, init);
    return [answer, await answer.text()];
  } catch (cause) {
    if (init.signal?.aborted) throw cause;
    const nothing = { status: 0, details: [], retryAfter: null, requestId: null };
    throw new CtiError('The server cannot be reached.', nothing, { cause });
  }
};

const read = (answer: AnswerLike, text: string) => {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw failure(answer, 'The answer is no JSON: check the address of the server.');
  }
};

const failure = (answer: AnswerLike, message: string, details: readonly CtiErrorDetail[] = []): CtiError =>
  new CtiError(message, {
    status: answer.status,
    details,
    retryAfter: secondsOfRetryAfter(answer.headers.get('retry-after'), Date.now()),
    requestId: answer.headers.get('x-request-id'),
  });

/** From the body of the refusal; a proxy's own refusal has none of ours. */
const errorOf = (answer: AnswerLike, text: string): CtiError => {
  const { details } = fieldsIn(text);
  return failure(answer, sentenceIn(text) ?? `The answer was ${answer.status}.`, Array.isArray(details) ? details : []);
};
