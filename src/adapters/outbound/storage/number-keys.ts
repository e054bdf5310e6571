import type { Country } from '../../../domain/country.js';
import { PHONE_KEY_VERSION, phoneKey } from '../../../domain/phone-number.js';

/** How many rows are read and written at once when keys are made anew: that takes some ten milliseconds. */
export const KEY_BATCH = 200;

/** The rule that the keys of an app's rows are made by. */
export const keyRule = (country: Country): string => `${PHONE_KEY_VERSION} ${country}`;

/** The key by which a number is found; null for no number. The same numbers come again and again, and reading one takes 50 µs. */
export const numberKeyOf = (number: string | null, country: Country): string | null => {
  if (number === null || number.length > MAX_CACHED_LENGTH) return number === null ? null : phoneKey(number, country);
  const name = `${country}${number}`;
  const cached = keys.get(name);
  if (cached !== undefined) return cached;
  const key = phoneKey(number, country);
  if (keys.size >= MAX_CACHED) keys.clear();
  keys.set(name, key);
  return key;
};

/** Some megabytes. */
const MAX_CACHED = 20_000;
const MAX_CACHED_LENGTH = 40;
const keys = new Map<string, string>();

/** Lets other work of the process go on. */
export const pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
