import type { Timestamp } from '../../../domain/timestamp.js';
import type { Reader } from './json-fields.js';

/*
 * Times as senders write them. A time that can be read is never replaced by the time of receipt, so every usual form is read; one
 * outside the range below is a mistake of the sender, such as 0 or a date of 1970, and counts as no time.
 */

const FIRST_TIME = Date.UTC(2000, 0, 1);
const END_OF_TIMES = Date.UTC(2100, 0, 1);

/**
 * A time: seconds, milliseconds, microseconds or nanoseconds since 1970, as a number or as its digits; ISO 8601 in its extended or basic
 * form; or a date with the name of its month, as in RFC 2822. UTC where no zone is named; rounded to whole milliseconds.
 */
export const timeOf: Reader<Timestamp> = (value) => {
  if (typeof value === 'number') return sinceEpoch(value);
  if (typeof value !== 'string') return null;
  // .NET writes /Date(1769601600000)/.
  const text = value.trim().replace(/^\/Date\((\d+)\)\/$/, '$1');
  return (NUMBER.test(text) ? sinceEpoch(Number(text)) : null) ?? writtenTime(text);
};

const NUMBER = /^\d+(\.\d+)?(e\+?\d+)?$/i;

/** Seconds, milliseconds, microseconds, nanoseconds: each in milliseconds. */
const UNITS_MS: readonly number[] = [1e3, 1, 1e-3, 1e-6];

/** The ranges of the units do not overlap, so the unit is the one in which the number is a plausible time. */
const sinceEpoch = (count: number): Timestamp | null =>
  UNITS_MS.map((unit) => Math.round(count * unit)).find(isPlausible) ?? null;

const isPlausible = (at: number): boolean => at >= FIRST_TIME && at < END_OF_TIMES;

/** Hours, minutes, seconds and their fraction, with or without AM or PM. */
const CLOCK = String.raw`(?<hour>\d{1,2}):(?<minute>\d{2})(?::(?<second>\d{2})(?:[.,](?<fraction>\d+))?)?(?: ?(?<half>[AP])\.?M\.?)?`;
/** `Z`, `UTC`, `+00`, `-0800`, `+05:30`, `GMT+0000`, `+0000 UTC`, `EST`, with or without a remark behind it. */
const ZONE = String.raw`(?: ?(?<zone>(?:Z|UTC?|GMT|[ECMP][SD]T)(?![a-z])|(?:UTC|GMT)?[+-]\d{2}(?::?\d{2})?))?(?: (?:UTC|GMT|Z))?(?: ?[([].*)?`;
const WEEKDAY = '(?:[a-z]{3,9},? )?';
const NAMED_MONTH = '(?<named>[a-z]{3,9})';

const FORMS: readonly RegExp[] = [
  String.raw`(?<year>\d{4})[-/](?<month>\d{2})[-/](?<day>\d{2})(?:(?:T|,? )(?<hour>\d{2})${ZONE})?`,
  String.raw`(?<year>\d{4})[-/](?<month>\d{2})[-/](?<day>\d{2})(?:T|,? )${CLOCK}${ZONE}`,
  String.raw`(?<year>\d{4})(?<month>\d{2})(?<day>\d{2})(?:[T ]?(?<hour>\d{2})(?<minute>\d{2})(?:(?<second>\d{2})(?:[.,](?<fraction>\d+))?)?${ZONE})?`,
  String.raw`${WEEKDAY}(?<day>\d{1,2})[- ]${NAMED_MONTH}[- ](?<year>\d{4}|\d{2}),?(?: ${CLOCK}${ZONE})?`,
  String.raw`${WEEKDAY}${NAMED_MONTH} (?<day>\d{1,2}),? (?<year>\d{4}),?(?: (?:at )?${CLOCK}${ZONE})?`,
  String.raw`${WEEKDAY}${NAMED_MONTH} (?<day>\d{1,2}) ${CLOCK}(?: (?<zone>UTC|GMT|Z))? (?<year>\d{4})`,
].map((form) => new RegExp(`^${form}$`, 'i'));

/** In characters: longer texts are no times, and are not searched for one. */
const MAX_LENGTH = 100;

const writtenTime = (text: string): Timestamp | null => {
  if (text.length > MAX_LENGTH) return null;
  const plain = text.replace(/\s+/g, ' ');
  for (const form of FORMS) {
    const parts = form.exec(plain)?.groups;
    const at = parts === undefined ? null : timeFrom(parts);
    if (at !== null) return isPlausible(at) ? at : null;
  }
  return null;
};

type Parts = Readonly<Record<string, string | undefined>>;

/** Milliseconds since 1970; null for a date or a time of day that does not exist. */
const timeFrom = (parts: Parts): number | null => {
  const { year = '', month, named = '', day, minute, second, fraction = '' } = parts;
  const [y, m, d] = [Number(year.length === 2 ? `20${year}` : year), Number(month ?? monthNamed(named)), Number(day)];
  const [hour, min, s] = [hourOf(parts), Number(minute ?? 0), Number(second ?? 0)];
  const midnight = Date.UTC(y, m - 1, d);
  const isDate = new Date(midnight).getUTCMonth() === m - 1;
  if (!isDate || hour === null || min > 59 || s > 60) return null;
  const ms = Number(fraction.slice(0, 3).padEnd(3, '0'));
  return midnight + ((hour * 60 + min - offsetMinutes(parts.zone ?? '')) * 60 + s) * 1000 + ms;
};

/** Null for an hour that no day has; 24 is the end of the day. */
const hourOf = ({ hour = '0', half }: Parts): number | null => {
  const count = Number(hour);
  if (half === undefined) return count <= 24 ? count : null;
  return count >= 1 && count <= 12 ? (count % 12) + (/p/i.test(half) ? 12 : 0) : null;
};

const MONTHS = 'january february march april may june july august september october november december'.split(' ');

/** From 1 to 12, by the first letters of its name; 0 for no month. */
const monthNamed = (name: string): number => MONTHS.findIndex((month) => month.startsWith(name.toLowerCase())) + 1;

/** The zones that RFC 2822 §4.3 names, in hours east of UTC. */
const NAMED_ZONES: Readonly<Record<string, number>> = {
  EST: -5,
  EDT: -4,
  CST: -6,
  CDT: -5,
  MST: -7,
  MDT: -6,
  PST: -8,
  PDT: -7,
};

const offsetMinutes = (zone: string): number => {
  const [, sign, hours, minutes = 0] = /([+-])(\d{2}):?(\d{2})?$/.exec(zone) ?? [];
  if (hours === undefined) return (NAMED_ZONES[zone.toUpperCase()] ?? 0) * 60;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
};
