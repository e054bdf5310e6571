import * as t from 'io-ts';

/** What storage holds, and this version cannot read. The message says where, without any value. */
export class Unreadable extends Error {}

/** Parses stored JSON; throws `Unreadable` where it is none. */
export const parseStored = (text: string) => {
  try {
    return JSON.parse(text);
  } catch {
    throw new Unreadable('it is no JSON');
  }
};

/** Whether something stored can be read; what cannot is left as it is where everything is made anew. */
export const isReadableBy =
  <S>(read: (stored: S) => unknown) =>
  (stored: S): boolean => {
    try {
      read(stored);
      return true;
    } catch (thrown) {
      if (thrown instanceof Unreadable) return false;
      throw thrown;
    }
  };

/** Says for each field whether a value is one of it. */
type FieldCodecs<A> = { readonly [K in keyof A]-?: { readonly is: (value: unknown) => boolean } };

/**
 * Reads an object as it is stored, perhaps by another version: a field that it lacks is as in `defaults`, and one that this version
 * does not know is left out. The fields stand in the order of `defaults`, so that an archive is the same from every engine. Throws `Unreadable` where a field is not as it should be.
 */
export const withDefaults =
  <A extends object>(what: string, codecs: FieldCodecs<A>) =>
  (stored: unknown, defaults: A): A => {
    if (!t.UnknownRecord.is(stored)) throw new Unreadable(`${what} is no object`);
    const read: Partial<A> = {};
    for (const field of Object.keys(defaults) as (keyof A & string)[]) {
      const value = stored[field];
      if (value !== undefined && !codecs[field].is(value))
        throw new Unreadable(`${what}.${field} is not as it should be`);
      read[field] = value === undefined ? defaults[field] : (value as A[typeof field]);
    }
    return read as A;
  };

/** The fields of an object that are not as in `defaults`: what `withDefaults` makes whole again. Most of what is stored is unknown. */
export const withoutDefaults = <A extends object>(
  whole: A,
  defaults: { readonly [K in keyof A]?: A[K] | undefined },
): Partial<A> => {
  const stored: Partial<A> = {};
  for (const field of Object.keys(whole) as (keyof A)[]) {
    const value = whole[field];
    const isDefault = value === defaults[field] || (isEmptyList(value) && isEmptyList(defaults[field]));
    if (!isDefault) stored[field] = value;
  }
  return stored;
};

const isEmptyList = (value: unknown): boolean => Array.isArray(value) && value.length === 0;
