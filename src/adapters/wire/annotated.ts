import type * as t from 'io-ts';

/** JSON Schema, 2020-12. */
export type JsonSchema = Readonly<Record<string, unknown>>;

const schemas = new WeakMap<t.Mixed, JsonSchema>();

/** Describes the JSON that a codec of ours reads and writes, which its type does not show. */
export const annotated = <C extends t.Mixed>(codec: C, schema: JsonSchema): C => {
  schemas.set(codec, schema);
  return codec;
};

/** The description of a codec; undefined if it has none. */
export const annotationOf = (codec: t.Mixed): JsonSchema | undefined => schemas.get(codec);
