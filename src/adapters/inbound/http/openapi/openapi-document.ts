import type * as t from 'io-ts';
import type { JsonSchema } from '../../../wire/annotated.js';
import { SocketMessageJson } from '../../../wire/socket-message-json.js';
import type { Operation } from '../route.js';
import { responsesOf } from './responses.js';
import { type Components, fieldsOf, inputSchemaOf, schemaOf } from './schema-of.js';

/** An OpenAPI document, version 3.1 (https://spec.openapis.org/oas/v3.1.1.html). */
export type OpenApiDocument = Readonly<Record<string, unknown>>;

/** Describes operations by their routes, and adds the failures that follow from the kind of each. */
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
  // Messages of a WebSocket belong to no operation; they are described as a schema only.
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
  responses: responsesOf(method, doc, components),
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
