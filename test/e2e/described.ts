import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { schemaOf } from '../../src/adapters/inbound/http/openapi/schema-of.js';
import { SocketMessageJson } from '../../src/adapters/wire/socket-message-json.js';

type Schema = Record<string, unknown>;
interface Described {
  readonly paths: Record<string, Record<string, { readonly responses: Record<string, Schema> }>>;
  readonly components: { readonly schemas: Record<string, Schema> };
}

/** Checks an answer against the OpenAPI document; throws if it does not match. */
export type CheckAnswer = (method: string, path: string, status: number, body: unknown) => void;

const socketMessages = (() => {
  const components = new Map();
  const schema = JSON.stringify(schemaOf(SocketMessageJson, components)).replaceAll(
    '"#/components',
    '"api#/components',
  );
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema({ $id: 'api', components: { schemas: Object.fromEntries(components) } });
  return { ajv, validate: ajv.compile(JSON.parse(schema)) };
})();

/** Checks a message of a socket against its schema; throws if it does not match. */
export const checkSocketMessage = (message: unknown): void => {
  if (socketMessages.validate(message)) return;
  const { errors } = socketMessages.validate;
  throw new Error(
    `a socket message is not as described: ${socketMessages.ajv.errorsText(errors)}; ${JSON.stringify(message)}`,
  );
};

/** Every operation and status that some answer was checked against, as `GET /api/calls 200`. */
export const seenAnswers = new Set<string>();

export const checkAnswers = (document: unknown): CheckAnswer => {
  const described = document as Described;
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema({ $id: 'api', components: described.components });
  const validators = new Map<string, ValidateFunction>();

  const schemaOf = (response: Schema | undefined): Schema | undefined => {
    const content = response?.content as Record<string, { readonly schema: Schema }> | undefined;
    return content?.['application/json']?.schema;
  };
  const validatorOf = (key: string, schema: Schema): ValidateFunction => {
    const known = validators.get(key);
    if (known !== undefined) return known;
    const absolute = JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"api#/components'));
    const made = ajv.compile(absolute);
    validators.set(key, made);
    return made;
  };
  const patterns = Object.keys(described.paths)
    // Fixed paths come before paths with variable parts that would match them too.
    .sort((one, other) => one.split('{').length - other.split('{').length)
    .map((path) => ({ path, pattern: new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`) }));

  return (method, url, status, body) => {
    const [bare = ''] = url.split('?');
    const path = patterns.find(({ pattern }) => pattern.test(bare))?.path;
    const operation = path === undefined ? undefined : described.paths[path]?.[method.toLowerCase()];
    const key = operation === undefined ? 'unknown' : `${method} ${path} ${status}`;
    const schema =
      operation === undefined ? { $ref: '#/components/schemas/Failure' } : schemaOf(operation.responses[status]);
    if (schema === undefined) throw new Error(`${key} is not described`);
    const validate = validatorOf(key, schema);
    if (!validate(body)) {
      throw new Error(`${key} is not as described: ${ajv.errorsText(validate.errors)}; ${JSON.stringify(body)}`);
    }
    seenAnswers.add(key);
  };
};
