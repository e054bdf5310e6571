// The metadata with the patterns of every kind of number: whether a number is valid decides between two readings of it.
import parsePhoneNumber, { type PhoneNumber } from 'libphonenumber-js/max';
import { type Country, DEFAULT_COUNTRY } from './country.js';
import { dialledDigits, plainName } from './dialled-digits.js';

/** Raised when numbers get other keys, by this file or by new metadata: stored keys are then made anew (`number-keys`). */
export const PHONE_KEY_VERSION = 1;

/** An index holds no longer key; no phone number has one. */
const MAX_KEY = 200;
/** In front of a text that is no number but whose digits alone would be another number. */
const NOT_A_NUMBER = '~';

/**
 * What the spellings of one phone number have in common: its E.164 form, without an extension. `country` is that of a number without a
 * country code. A number need not be in use, only possible: 555 numbers are. A text that is no possible number (a short code, a local
 * number without its area, "Blocked", an alphanumeric sender) has its letters and digits as key, in lower case. The key of a text that
 * holds neither is empty. The key of a key is the same key.
 */
export const phoneKey = (written: string, country: Country = DEFAULT_COUNTRY): string => {
  const number = e164Of(written, country);
  if (number !== null) return number;
  const compact = compactOf(written);
  // So that the digits of no number are not taken for another number.
  return e164Of(compact, country) === null ? compact : `${NOT_A_NUMBER}${compact}`;
};

/** Compacted until nothing changes, so that the key of a key is the same key: letters may join where a sign between them is gone. */
const compactOf = (written: string): string => {
  const compact = (dialledDigits(written) ?? plainName(written)).replace(/[^\p{L}\p{N}]/gu, '').slice(0, MAX_KEY - 1);
  return compact === written ? compact : compactOf(compact);
};

const e164Of = (written: string, country: Country): string | null => {
  if (written.startsWith(NOT_A_NUMBER)) return null;
  const dialled = dialledDigits(written);
  if (dialled === null) return null;
  const found = dialled.startsWith('+')
    ? bestOf(readings(dialled, country))
    : (lostPlus(written, country) ?? bestOf(nationalReadings(dialled, country)) ?? withoutPlus(dialled, country));
  return found === null ? null : found.number;
};

/** Of the possible readings the first that is valid, else the first. */
const bestOf = (found: readonly PhoneNumber[]): PhoneNumber | null =>
  (found.length > 1 ? found.find((number) => number.isValid()) : null) ?? found[0] ?? null;

/** A number as written and, where it holds "(0)", first without it: the zero is dialled within the country only, but in Italy always. */
const readings = (dialled: string, country: Country): readonly PhoneNumber[] => {
  const spellings = /[([]0[)\]]/.test(dialled)
    ? [dialled.replace(/[([]0[)\]]/, ' '), dialled.replace(/[[\]]/g, ' ')]
    : [dialled.replace(/[[\]]/g, ' ')];
  return spellings.flatMap((spelling) => parsed(withoutMexicanOne(spelling.replace(/[*]/g, ' ')), country) ?? []);
};

/** Within the app's country; else behind 00 or 011, which other countries dial in front of a country code. */
const nationalReadings = (dialled: string, country: Country): readonly PhoneNumber[] => [
  ...readings(dialled, country),
  ...[/^[\s(]*0\W*0/, /^[\s(]*0\W*1\W*1/]
    .filter((prefix) => prefix.test(dialled))
    .flatMap((prefix) => readings(dialled.replace(prefix, '+'), country)),
];

/** A query that does not encode the plus sign has a space in its place. */
const lostPlus = (written: string, country: Country): PhoneNumber | null =>
  /^ [1-9]/.test(written) ? validWithPlus(written, country) : null;

/** A number that is too long for the app's country may have its country code without a plus sign. */
const withoutPlus = (dialled: string, country: Country): PhoneNumber | null =>
  /^[1-9](?:\D*\d){9,}\D*$/.test(dialled) ? validWithPlus(dialled, country) : null;

const validWithPlus = (text: string, country: Country): PhoneNumber | null =>
  readings(`+${dialledDigits(text) ?? ''}`, country).find((number) => number.isValid()) ?? null;

/** Until 2019 Mexico's mobile numbers had a 1 behind the country code; libphonenumber no longer knows it. */
const withoutMexicanOne = (dialled: string): string => dialled.replace(/^\+52[\s().-]*1(?=(?:\D*\d){10}\D*$)/, '+52');

/** The number that a text stands for, if it can be one. North American numbers begin with a digit from 2 to 9. */
const parsed = (dialled: string, country: Country): PhoneNumber | null => {
  const number = parsePhoneNumber(dialled, { defaultCountry: country, extract: false });
  if (number === undefined || !number.isPossible()) return null;
  return number.countryCallingCode === '1' && !/^[2-9]/.test(number.nationalNumber) ? null : number;
};
