import type { Country } from './country.js';
import { phoneKey } from './phone-number.js';

/** A number in E.164, as a phone system dials it; null where the text is no number that can be dialled from anywhere. */
export const dialableNumber = (written: string, country: Country): string | null => {
  const key = phoneKey(written, country);
  return key.startsWith('+') ? key : null;
};
