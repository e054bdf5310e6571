import * as t from 'io-ts';
import type { JsonSchema } from '../../../wire/annotated.js';
import { SocketMessageJson } from '../../../wire/socket-message-json.js';
import { type Components, fieldsOf, schemaOf } from './schema-of.js';

/**
 * The JSON Schema of every message that a client can get (contract §7), by the name in its `event` field. Several names share a
 * codec; each gets the schema of the codec with `event` fixed to the name. Schemas that are referred to are put in `components`.
 */
export const eventSchemas = (components: Components): ReadonlyMap<string, JsonSchema> =>
  new Map(
    alternativesOf(SocketMessageJson).flatMap((message) =>
      eventNamesOf(message).map((name) => [name, narrowedTo(name, message, components)] as const),
    ),
  );

const alternativesOf = (codec: t.Mixed): readonly t.Mixed[] =>
  codec instanceof t.UnionType ? codec.types.flatMap(alternativesOf) : [codec];

const eventNamesOf = (message: t.Mixed): readonly string[] => {
  const { event } = fieldsOf(message).fields;
  if (event instanceof t.KeyofType) return Object.keys(event.keys);
  if (event instanceof t.LiteralType) return [String(event.value)];
  throw new Error(`The socket message ${message.name} does not name its events`);
};

const narrowedTo = (name: string, message: t.Mixed, components: Components): JsonSchema => {
  const { fields, required } = fieldsOf(message);
  const described = Object.entries(fields).map(([field, codec]) => [field, schemaOf(codec, components)] as const);
  return {
    title: name,
    type: 'object',
    properties: { ...Object.fromEntries(described), event: { const: name } },
    required,
    additionalProperties: false,
  };
};
