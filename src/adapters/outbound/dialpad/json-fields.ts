import { toNullable } from 'fp-ts/lib/Option.js';
import * as t from 'io-ts';
import { type DialpadId, parseDialpadId } from '../../../domain/dialpad-id.js';
import type { Direction } from '../../../domain/direction.js';

/*
 * Readers for JSON of any shape. Each takes any value and returns it as our type, or null where the value is missing or unusable;
 * none throws.
 */

/** The fields of a JSON object. */
export type Fields = Readonly<Record<string, unknown>>;

/** Reads a value; null where it does not have the expected form. */
export type Reader<A> = (value: unknown) => A | null;

const NO_FIELDS: Fields = Object.freeze({});

/** The fields of an object; no fields for any other value. */
export const fieldsOf = (value: unknown): Fields => (t.UnknownRecord.is(value) ? value : NO_FIELDS);

/** The value of a field; undefined where the object has none of its own, so `constructor` and the like are never found. */
export const field = (fields: Fields, name: string): unknown =>
  Object.hasOwn(fields, name) ? fields[name] : undefined;

/** More than a phone system says of one call; what a list holds beyond is dropped. */
export const MAX_LISTED = 100;

/** The first elements of a list; any other value as the only element. */
export const elementsOf = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value.slice(0, MAX_LISTED) : [value];

/** The objects of a list; none for any other value. */
export const objectsIn = (value: unknown): readonly Fields[] => (Array.isArray(value) ? value.map(fieldsOf) : []);

/** A text that is not blank, unchanged; a number as its digits. */
export const textOf: Reader<string> = (value) => {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value : null;
};

/** The texts of a value that is one text or a list of them. */
export const textsOf = (value: unknown): readonly string[] => elementsOf(value).flatMap((one) => textOf(one) ?? []);

/** In characters; browsers and servers take no longer address. */
const MAX_ADDRESS = 8_192;

/** The addresses of a value that is one address or a list of them; a text that is too long is none. */
export const addressesOf = (value: unknown): readonly string[] =>
  textsOf(value).filter((text) => text.length <= MAX_ADDRESS);

/** The first address of a value that is one address or a list of them. */
export const firstAddress: Reader<string> = (value) => addressesOf(value)[0] ?? null;

/** A boolean, also written as the text "TRUE" or "FALSE", as in payloads of 2023. */
export const booleanOf: Reader<boolean> = (value) => {
  if (typeof value === 'boolean') return value;
  const word = wordOf(value);
  return word === 'true' ? true : word === 'false' ? false : null;
};

/** A text that is not blank, trimmed and in lower case: for comparing with known words. */
export const wordOf: Reader<string> = (value) =>
  typeof value === 'string' && value.trim() !== '' ? value.trim().toLowerCase() : null;

export const idOf: Reader<DialpadId> = (value) => toNullable(parseDialpadId(value));

const DIRECTIONS: ReadonlyMap<string, Direction> = new Map([
  ['inbound', 'inbound'],
  ['incoming', 'inbound'],
  ['in', 'inbound'],
  ['outbound', 'outbound'],
  ['outgoing', 'outbound'],
  ['out', 'outbound'],
]);

export const directionOf: Reader<Direction> = (value) => DIRECTIONS.get(wordOf(value) ?? '') ?? null;

/** A number, also written as a text. */
export const numberOf: Reader<number> = (value) => {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  return typeof value === 'string' && /^\s*-?\d+(\.\d+)?\s*$/.test(value) ? Number(value) : null;
};

/** The largest whole number that every storage holds: 68 years. */
const MAX_SECONDS = 2 ** 31 - 1;

const wholeSeconds = (seconds: number | null): number | null => {
  if (seconds === null || seconds < 0) return null;
  const rounded = Math.round(seconds);
  return rounded <= MAX_SECONDS ? rounded : null;
};

/** A duration given in seconds, rounded to whole seconds. */
export const secondsOf: Reader<number> = (value) => wholeSeconds(numberOf(value));

/** A duration given in milliseconds, rounded to whole seconds. */
export const millisecondsAsSeconds: Reader<number> = (value) => {
  const milliseconds = numberOf(value);
  return wholeSeconds(milliseconds === null ? null : milliseconds / 1000);
};

/** A word from outside, quoted for a reason: on one line and cut to 60 characters. */
export const quoted = (word: string): string => JSON.stringify(word.length > 60 ? `${word.slice(0, 60)}…` : word);
