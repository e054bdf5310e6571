import { phoneKey } from '../../../../domain/phone-number.js';

/** No phone number is longer; other text in its place may exceed what an index can hold. */
const MAX_KEY = 200;

/** A number's `phoneKey`, cut to what an index can hold. */
export const indexableKey = (key: string): string => key.slice(0, MAX_KEY);

/** The key by which a number is found; null for no number. */
export const numberKeyOf = (number: string | null): string | null =>
  number === null ? null : indexableKey(phoneKey(number));
