import * as t from 'io-ts';
import type { JsonSchema } from '../../../wire/annotated.js';
import { SocketMessageJson } from '../../../wire/socket-message-json.js';
import { type Components, fieldsOf, schemaOf } from './schema-of.js';

/**
 * The JSON Schema of everything that a socket can say (contract §7), by the word in its `event`. Each is the schema of its
 * family with `event` narrowed to that word; what it refers to is in `components`.
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
  throw new Error(`The socket message ${message.name} does not say which events it is for`);
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
