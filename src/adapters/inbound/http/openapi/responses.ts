import { STATUS_CODES } from 'node:http';
import type { JsonSchema } from '../../../wire/annotated.js';
import { FailureJson } from '../../../wire/answers.js';
import type { Operation } from '../route.js';
import { type Components, schemaOf } from './schema-of.js';

/** Every response of an operation, by status. */
export const responsesOf = (
  method: Operation['method'],
  doc: Operation['doc'],
  components: Components,
): Readonly<Record<string, JsonSchema>> => ({
  ...mapValues(doc.answers, (codec, status) => ({
    description: STATUS_CODES[status] ?? '',
    headers: headersOf(status, doc.access),
    content: { [doc.contentType ?? 'application/json']: { schema: schemaOf(codec, components) } },
  })),
  ...mapValues(failuresOf(method, doc), (description, status) => ({
    description,
    headers: headersOf(status, doc.access),
    content: { 'application/json': { schema: schemaOf(FailureJson, components) } },
  })),
});

const mapValues = <A, B>(byStatus: Readonly<Record<number, A>>, to: (value: A, status: number) => B) =>
  Object.fromEntries(Object.entries(byStatus).map(([status, value]) => [status, to(value, Number(status))]));

/** The failures that follow from what an operation takes and who may use it (contract §1). */
const failuresOf = (method: Operation['method'], doc: Operation['doc']): Readonly<Record<number, string>> => {
  const reads = doc.params !== undefined || doc.query !== undefined || doc.body !== undefined;
  return {
    ...(reads ? { 400: 'The request is not valid; `details` names each wrong field.' } : {}),
    ...FAILURES_BY_ACCESS[doc.access],
    ...(doc.params !== undefined && doc.access !== 'webhook' ? { 404: 'There is none with this id in the app.' } : {}),
    // Every body is collected, also one that the route does not read.
    ...(method === 'GET' ? {} : { 413: 'The body is over 1 MiB.' }),
    ...(doc.body === undefined ? {} : { 415: 'The content type of the body is not supported.' }),
    ...doc.failures,
  };
};

const SERVER_FAILURES = {
  500: 'The server failed. Report it with its `x-request-id`.',
  503: 'Storage is out of reach or too busy; nothing was carried out. Try again after `retry-after` seconds.',
};
const FAILURES_BY_ACCESS: Readonly<Record<Operation['doc']['access'], Readonly<Record<number, string>>>> = {
  public: {},
  webhook: {
    401: 'The signature is missing or does not match.',
    429: 'Too many webhooks that are not authentic. Authentic webhooks above the limit get a 503.',
    ...SERVER_FAILURES,
  },
  app: {
    401: 'The key is missing or was never valid.',
    403: 'The key was revoked or replaced, or its app is inactive.',
    429: 'Too many requests. Try again after `retry-after` seconds.',
    ...SERVER_FAILURES,
  },
  internal: {
    401: 'The internal secret is missing.',
    403: 'The internal secret is wrong.',
    429: 'Too many requests. Try again after `retry-after` seconds.',
    ...SERVER_FAILURES,
  },
};

const text = (description: string): JsonSchema => ({ description, schema: { type: 'string' } });
const count = (description: string): JsonSchema => ({ description, schema: { type: 'integer', minimum: 0 } });

const REQUEST_ID = { 'x-request-id': text('Identifies the request, also in the log.') };
/** Sent if a limit is set and the request was counted. */
const LIMIT_HEADERS = {
  'ratelimit-limit': count('Requests that are allowed in a minute.'),
  'ratelimit-remaining': count('Requests that are left in this minute.'),
  'ratelimit-reset': count('Seconds until the limit is reset.'),
};
const RETRY_AFTER = { 'retry-after': count('Seconds after which to try again.') };

const headersOf = (status: number, access: Operation['doc']['access']): JsonSchema => ({
  ...REQUEST_ID,
  ...(access === 'public' || status === 413 ? {} : LIMIT_HEADERS),
  ...(access !== 'public' && (status === 429 || status === 503) ? RETRY_AFTER : {}),
  ...(access === 'internal' && status === 401 ? { 'www-authenticate': text('Bearer') } : {}),
});
