import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Mixed } from 'io-ts';
import { schemaOf } from '../../../../../src/adapters/inbound/http/openapi/schema-of.js';
import type { JsonSchema } from '../../../../../src/adapters/wire/annotated.js';

/** What is wrong with a value; null if nothing is. */
export type Validate = (value: unknown) => string | null;

/** Checks values against a schema whose references point into `components`. */
export const validatorOf = (schema: JsonSchema, components: ReadonlyMap<string, JsonSchema> = new Map()): Validate => {
  const ajv = new Ajv2020({ strict: true, strictTypes: false, allErrors: true });
  addFormats.default(ajv);
  // A keyword of OpenAPI that JSON Schema does not have.
  ajv.addKeyword('components');
  const check = ajv.compile({ ...schema, components: { schemas: Object.fromEntries(components) } });
  return (value) => (check(value) ? null : ajv.errorsText(check.errors));
};

export const validatorOfCodec = (codec: Mixed): Validate => {
  const components = new Map<string, JsonSchema>();
  const schema = schemaOf(codec, components);
  return validatorOf(schema, components);
};

/** The value as a client receives it. */
export const overTheWire = (value: unknown): Record<string, unknown> => JSON.parse(JSON.stringify(value));

export const without = (value: Record<string, unknown>, field: string): Record<string, unknown> =>
  Object.fromEntries(Object.entries(value).filter(([name]) => name !== field));
