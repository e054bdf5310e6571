import { STATUS_CODES } from 'node:http';
import type * as t from 'io-ts';
import type { JsonSchema } from '../../../wire/annotated.js';
import { FailureJson } from '../../../wire/answers.js';
import { SocketMessageJson } from '../../../wire/socket-message-json.js';
import type { Operation } from '../route.js';
import { type Components, fieldsOf, inputSchemaOf, schemaOf } from './schema-of.js';

/** An OpenAPI document, version 3.1 (https://spec.openapis.org/oas/v3.1.1.html). */
export type OpenApiDocument = Readonly<Record<string, unknown>>;

/** Describes operations as their routes do, and adds what each can answer because of what it is. */
export const openApiDocument = (
  operations: readonly Operation[],
  info: { readonly title: string; readonly version: string; readonly description: string },
): OpenApiDocument => {
  const components: Components = new Map();
  const paths: Record<string, Record<string, unknown>> = {};
  for (const operation of operations) {
    const path = operation.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [operation.method.toLowerCase()]: describe(operation, components) };
  }
  // What a socket says has no operation of its own, and is described all the same.
  schemaOf(SocketMessageJson, components);
  return {
    openapi: '3.1.0',
    info: { ...info, license: { name: 'MIT', identifier: 'MIT' } },
    servers: [{ url: '/' }],
    paths,
    components: { schemas: Object.fromEntries(components), securitySchemes: SECURITY_SCHEMES },
  };
};

const SECURITY_SCHEMES = {
  app: { type: 'apiKey', in: 'header', name: 'x-app-api-key', description: 'The key of an app.' },
  internal: { type: 'http', scheme: 'bearer', description: 'The internal secret of the server.' },
  webhook: {
    type: 'apiKey',
    in: 'header',
    name: 'x-dialpad-signature',
    description: 'HMAC-SHA256 of the body in hex or base64; not needed where the body is a JWT signed HS256.',
  },
};

const SECURITY: Readonly<Record<Operation['doc']['access'], readonly JsonSchema[]>> = {
  public: [],
  app: [{ app: [] }],
  internal: [{ internal: [] }],
  // A body that is a signed JWT needs no header.
  webhook: [{ webhook: [] }, {}],
};

const describe = ({ method, path, doc }: Operation, components: Components): JsonSchema => ({
  operationId: operationIdOf(method, path),
  summary: doc.summary,
  tags: [doc.tag],
  security: SECURITY[doc.access],
  parameters: [...pathParameters(doc.params, components), ...queryParameters(doc.query, components)],
  ...(doc.body === undefined ? {} : { requestBody: bodyOf(doc, components) }),
  responses: {
    ...Object.fromEntries(
      Object.entries(doc.answers).map(([status, codec]) => [
        status,
        answer(Number(status), schemaOf(codec, components), doc.access, { contentType: doc.contentType }),
      ]),
    ),
    ...Object.fromEntries(
      Object.entries(failuresOf(method, doc)).map(([status, meaning]) => [
        status,
        answer(Number(status), schemaOf(FailureJson, components), doc.access, { description: meaning }),
      ]),
    ),
  },
});

/** `GET /api/calls/:id` is `getApiCallsById`. */
const operationIdOf = (method: string, path: string): string =>
  method.toLowerCase() +
  path
    .split(/[/-]/)
    .filter((part) => part !== '')
    .map((part) => (part.startsWith(':') ? `By${capital(part.slice(1))}` : capital(part)))
    .join('');

const capital = (word: string): string =>
  word
    .split(/[_.]/)
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('');

const pathParameters = (params: Operation['doc']['params'] = {}, components: Components): readonly JsonSchema[] =>
  Object.entries(params).map(([name, codec]) => ({
    name,
    in: 'path',
    required: true,
    schema: schemaOf(codec, components),
  }));

const queryParameters = (query: t.Mixed | undefined, components: Components): readonly JsonSchema[] =>
  query === undefined
    ? []
    : Object.entries(fieldsOf(query).fields).map(([name, codec]) => ({
        name,
        in: 'query',
        required: fieldsOf(query).required.includes(name),
        schema: schemaOf(codec, components),
      }));

const bodyOf = ({ body, access }: Operation['doc'], components: Components): JsonSchema => {
  const schema = body === undefined ? {} : inputSchemaOf(body, components);
  const json = { 'application/json': { schema } };
  return access === 'webhook'
    ? { required: true, content: { ...json, 'application/jwt': { schema: { type: 'string' } } } }
    : { required: body !== undefined && fieldsOf(body).required.length > 0, content: json };
};

/** What an operation can fail with because of what it takes and who may ask for it (contract §1). */
const failuresOf = (method: Operation['method'], doc: Operation['doc']): Readonly<Record<number, string>> => {
  const reads = doc.params !== undefined || doc.query !== undefined || doc.body !== undefined;
  return {
    ...(reads ? { 400: 'Something in the request is malformed; `details` names each field.' } : {}),
    ...FAILURES_BY_ACCESS[doc.access],
    ...(doc.params !== undefined && doc.access !== 'webhook' ? { 404: 'There is no such thing in this app.' } : {}),
    // A body is collected before it is known whether anybody reads it.
    ...(method === 'GET' ? {} : { 413: 'The body is over 1 MiB.' }),
    ...(doc.body === undefined ? {} : { 415: 'The body is of a type that is not taken.' }),
    ...doc.failures,
  };
};

const TROUBLE = {
  500: 'The server failed. Report it with its `x-request-id`.',
  503: 'Storage is out of reach or too busy; nothing was carried out. Try again after `retry-after` seconds.',
};
const FAILURES_BY_ACCESS: Readonly<Record<Operation['doc']['access'], Readonly<Record<number, string>>>> = {
  public: {},
  webhook: {
    401: 'The signature is missing or does not match.',
    429: 'Over the limit for what is not authentic. An authentic webhook over the limit is a 503.',
    ...TROUBLE,
  },
  app: {
    401: 'The key is missing or was never valid.',
    403: 'The key was revoked or replaced, or its app is inactive.',
    429: 'Over the limit. Try again after `retry-after` seconds.',
    ...TROUBLE,
  },
  internal: {
    401: 'The internal secret is missing.',
    403: 'The internal secret is wrong.',
    429: 'Over the limit. Try again after `retry-after` seconds.',
    ...TROUBLE,
  },
};

const text = (description: string): JsonSchema => ({ description, schema: { type: 'string' } });
const count = (description: string): JsonSchema => ({ description, schema: { type: 'integer', minimum: 0 } });

const REQUEST_ID = { 'x-request-id': text('Names the request, here and in the log.') };
/** Sent wherever a limit is set and the caller was counted. */
const LIMIT_HEADERS = {
  'ratelimit-limit': count('Requests a minute that are allowed.'),
  'ratelimit-remaining': count('Requests that are left in this minute.'),
  'ratelimit-reset': count('Seconds until all of them are allowed again.'),
};
const RETRY_AFTER = { 'retry-after': count('Seconds after which to try again.') };

const headersOf = (status: number, access: Operation['doc']['access']): JsonSchema => ({
  ...REQUEST_ID,
  ...(access === 'public' || status === 413 ? {} : LIMIT_HEADERS),
  ...(access !== 'public' && (status === 429 || status === 503) ? RETRY_AFTER : {}),
  ...(access === 'internal' && status === 401 ? { 'www-authenticate': text('Bearer') } : {}),
});

const answer = (
  status: number,
  schema: JsonSchema,
  access: Operation['doc']['access'],
  more: { readonly description?: string; readonly contentType?: string | undefined },
): JsonSchema => ({
  description: more.description ?? STATUS_CODES[status] ?? '',
  headers: headersOf(status, access),
  content: { [more.contentType ?? 'application/json']: { schema } },
});
