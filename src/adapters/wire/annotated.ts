import type * as t from 'io-ts';

/** JSON Schema, 2020-12. */
export type JsonSchema = Readonly<Record<string, unknown>>;

const schemas = new WeakMap<t.Mixed, JsonSchema>();

/** Says of a codec of our own what JSON it takes and gives, which its type alone does not tell. */
export const annotated = <C extends t.Mixed>(codec: C, schema: JsonSchema): C => {
  schemas.set(codec, schema);
  return codec;
};

/** What was said of a codec; undefined if nothing was. */
export const annotationOf = (codec: t.Mixed): JsonSchema | undefined => schemas.get(codec);
