import { toNullable } from 'fp-ts/lib/Option.js';
import * as t from 'io-ts';
import { type DialpadId, parseDialpadId } from '../../../domain/dialpad-id.js';
import type { Direction } from '../../../domain/direction.js';
import type { Timestamp } from '../../../domain/timestamp.js';

/*
 * Readers for JSON of any shape. Each takes whatever stands there and gives it in our terms, or null where it says nothing;
 * none throws.
 */

/** The fields of a JSON object. */
export type Fields = Readonly<Record<string, unknown>>;

/** Reads a value; null where it is not what was hoped for. */
export type Reader<A> = (value: unknown) => A | null;

const NO_FIELDS: Fields = Object.freeze({});

/** The fields of what may be an object; none of anything else. */
export const fieldsOf = (value: unknown): Fields => (t.UnknownRecord.is(value) ? value : NO_FIELDS);

/** A field of the object's own, whatever it is called. */
export const own = (fields: Fields, name: string): unknown => (Object.hasOwn(fields, name) ? fields[name] : undefined);

/** The objects in what may be a list. */
export const objectsIn = (value: unknown): readonly Fields[] => (Array.isArray(value) ? value.map(fieldsOf) : []);

/** A text that holds more than white space, as it is written; a number as its digits. */
export const textOf: Reader<string> = (value) => {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value : null;
};

/** The texts in what may be one or a list of them. */
export const textsOf = (value: unknown): readonly string[] =>
  (Array.isArray(value) ? value : [value]).flatMap((one: unknown) => textOf(one) ?? []);

/** The first text of what may be one or a list of them. */
export const firstText: Reader<string> = (value) => textsOf(value)[0] ?? null;

/** Whether something is so, also where it is written out, as in captures of 2023. */
export const truthOf: Reader<boolean> = (value) => {
  if (typeof value === 'boolean') return value;
  const word = wordOf(value);
  return word === 'true' ? true : word === 'false' ? false : null;
};

/** A word for a machine, in lower case. */
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

/** A number, also where it is written as a string. */
export const numberOf: Reader<number> = (value) => {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  return typeof value === 'string' && /^\s*-?\d+(\.\d+)?\s*$/.test(value) ? Number(value) : null;
};

/** The largest that every storage keeps as a whole number: 68 years. */
const MAX_SECONDS = 2 ** 31 - 1;

const wholeSeconds = (seconds: number | null): number | null => {
  if (seconds === null || seconds < 0) return null;
  const whole = Math.round(seconds);
  return whole <= MAX_SECONDS ? whole : null;
};

/** A length given in seconds, in whole seconds. */
export const secondsOf: Reader<number> = (value) => wholeSeconds(numberOf(value));

/** A length given in milliseconds, in whole seconds. */
export const millisecondsAsSeconds: Reader<number> = (value) => {
  const milliseconds = numberOf(value);
  return wholeSeconds(milliseconds === null ? null : milliseconds / 1000);
};

/** Numbers below are seconds since 1970 (until the year 5138), others milliseconds (since 1973). */
const FIRST_AS_MILLISECONDS = 1e11;
/** Up to the year 9999, the last that ISO 8601 writes in four digits. */
const LAST_TIMESTAMP = Date.UTC(9999, 11, 31, 23, 59, 59, 999);
const ISO_TIME = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(Z|[+-]\d{2}:?\d{2})?)?$/i;

/** A moment, as ISO 8601 (UTC where it names no zone), or as seconds or milliseconds since 1970; 0 is none. */
export const timeOf: Reader<Timestamp> = (value) => {
  const number = numberOf(value);
  const at = number === null ? isoTime(value) : number < FIRST_AS_MILLISECONDS ? number * 1000 : number;
  const rounded = Math.round(at);
  return rounded > 0 && rounded <= LAST_TIMESTAMP ? rounded : null;
};

/** Not a number if it is no such time. */
const isoTime = (value: unknown): number => {
  const [, date, time, zone] = (typeof value === 'string' && ISO_TIME.exec(value.trim())) || [];
  if (date === undefined) return Number.NaN;
  return Date.parse(time === undefined ? date : `${date}T${time}${zone ?? 'Z'}`);
};

/** How an outside word is quoted in a reason: on one line, and not at length. */
export const quoted = (word: string): string => JSON.stringify(word.length > 60 ? `${word.slice(0, 60)}…` : word);
