import * as t from 'io-ts';
import { type CountryCode, isSupportedCountry } from 'libphonenumber-js/max';

/** A country by its two letters (ISO 3166-1 alpha-2) whose phone numbers libphonenumber knows. */
export type Country = CountryCode;

/** The country of an app that has none of its own, where the server is not given another. */
export const DEFAULT_COUNTRY: Country = 'US';

/** The country that a text names, in capitals or small letters; null for any other text. */
export const parseCountry = (text: string): Country | null => {
  const letters = text.trim().toUpperCase();
  return isSupportedCountry(letters) ? letters : null;
};

export const Country = new t.Type<Country, Country, unknown>(
  'Country',
  (u): u is Country => typeof u === 'string' && isSupportedCountry(u),
  (u, context) => {
    const country = typeof u === 'string' ? parseCountry(u) : null;
    return country === null ? t.failure(u, context, COUNTRY_RULE) : t.success(country);
  },
  t.identity,
);

export const COUNTRY_RULE = 'must be the two letters of a country (ISO 3166), such as US or GB';
