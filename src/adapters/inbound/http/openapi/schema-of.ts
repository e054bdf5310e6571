import { isDeepStrictEqual } from 'node:util';
import * as t from 'io-ts';
import * as ids from '../../../../domain/ids.js';
import { annotationOf, type JsonSchema } from '../../../wire/annotated.js';
import { isClosed } from '../body-codecs.js';

/** Schemas that others refer to, by name. */
export type Components = Map<string, JsonSchema>;

/** An object codec with a name of this form becomes a component. */
const COMPONENT_NAME = /^[A-Z]\w+$/;

/** The ids that this server makes; each is a UUID. */
const IDS: ReadonlySet<t.Mixed> = new Set(Object.values(ids));

/**
 * The JSON Schema of a codec. Objects allow no field that the codec does not name. A codec without a JSON Schema is a bug: it
 * throws, which happens at the start of the server.
 */
export const schemaOf = (codec: t.Mixed, components: Components): JsonSchema => {
  const annotation = annotationOf(codec) ?? (IDS.has(codec) ? { type: 'string', format: 'uuid' } : undefined);
  if (annotation !== undefined) return annotation;
  const isObject = codec instanceof t.InterfaceType || codec instanceof t.IntersectionType;
  if (isObject && COMPONENT_NAME.test(codec.name)) {
    const schema = objectSchema(codec, components);
    const known = components.get(codec.name);
    if (known === undefined) components.set(codec.name, schema);
    else if (!isDeepStrictEqual(known, schema)) throw new Error(`Two codecs that differ are named ${codec.name}`);
    return { $ref: `#/components/schemas/${codec.name}` };
  }
  return plainSchema(codec, components);
};

const plainSchema = (codec: t.Mixed, components: Components): JsonSchema => {
  if (codec instanceof t.StringType) return { type: 'string' };
  if (codec instanceof t.NumberType) return { type: 'number' };
  if (codec instanceof t.BooleanType) return { type: 'boolean' };
  if (codec instanceof t.NullType) return { type: 'null' };
  if (codec instanceof t.UnknownType) return {};
  if (codec instanceof t.LiteralType) return { const: codec.value };
  if (codec instanceof t.KeyofType) return { type: 'string', enum: Object.keys(codec.keys) };
  if (isList(codec)) return { type: 'array', items: schemaOf(codec.type, components) };
  if (codec instanceof t.UnionType) {
    return { anyOf: codec.types.map((one: t.Mixed) => schemaOf(one, components)) };
  }
  return objectSchema(codec, components);
};

const isList = (codec: t.Mixed): codec is t.ArrayType<t.Mixed> | t.ReadonlyArrayType<t.Mixed> =>
  codec instanceof t.ArrayType || codec instanceof t.ReadonlyArrayType;

const objectSchema = (codec: t.Mixed, components: Components): JsonSchema => {
  const { fields, required } = fieldsOf(codec);
  return {
    type: 'object',
    properties: Object.fromEntries(Object.entries(fields).map(([name, of]) => [name, schemaOf(of, components)])),
    required,
    additionalProperties: false,
  };
};

/**
 * The JSON Schema of a request body. Most decoders ignore fields that they do not know, so objects allow further fields, also in
 * lists, unless the codec has `onlyFields`. Input objects do not become components.
 */
export const inputSchemaOf = (codec: t.Mixed, components: Components): JsonSchema => {
  if (annotationOf(codec) !== undefined) return schemaOf(codec, components);
  if (isList(codec)) return { type: 'array', items: inputSchemaOf(codec.type, components) };
  if (!isObjectCodec(codec)) return schemaOf(codec, components);
  const { fields, required } = fieldsOf(codec);
  const properties = Object.entries(fields).map(([name, of]) => [name, inputSchemaOf(of, components)] as const);
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    required,
    ...(isClosed(codec) ? { additionalProperties: false } : {}),
  };
};

const isObjectCodec = (codec: t.Mixed): boolean =>
  codec instanceof t.InterfaceType || codec instanceof t.PartialType || codec instanceof t.IntersectionType;

/** The fields of an object codec, and which of them are required. The fields of an intersection are those of all its parts. */
export const fieldsOf = (codec: t.Mixed): { readonly fields: t.Props; readonly required: readonly string[] } => {
  if (codec instanceof t.InterfaceType) return { fields: codec.props, required: Object.keys(codec.props) };
  if (codec instanceof t.PartialType) return { fields: codec.props, required: [] };
  if (codec instanceof t.IntersectionType) {
    const parts = codec.types.map(fieldsOf);
    return {
      fields: Object.assign({}, ...parts.map(({ fields }: { readonly fields: t.Props }) => fields)),
      required: parts.flatMap(({ required }: { readonly required: readonly string[] }) => required),
    };
  }
  throw new Error(`The codec ${codec.name} has no JSON Schema: give it one with annotated()`);
};
