import type { Country } from '../../../domain/country.js';
import { PHONE_KEY_VERSION, phoneKey } from '../../../domain/phone-number.js';

/** How many rows are read and written at once when keys are made anew: that takes some ten milliseconds. */
export const KEY_BATCH = 200;

/** The rule that the keys of an app's rows are made by. */
export const keyRule = (country: Country): string => `${PHONE_KEY_VERSION} ${country}`;

/** The key by which a number is found; null for no number. */
export const numberKeyOf = (number: string | null, country: Country): string | null =>
  number === null ? null : phoneKey(number, country);

/** Lets other work of the process go on. */
export const pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
