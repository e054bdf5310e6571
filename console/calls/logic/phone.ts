import { parsePhoneNumberFromString } from 'libphonenumber-js/min';

/** Numbers that were shown before: a page of calls shows the same ones again. */
const shown = new Map<string, string>();
const MAX_SHOWN = 2_000;

/** A number as people write it, such as `+1 555 010 0101`; as it is if it is no number. */
export const phoneText = (number: string | null): string => {
  if (number === null || number === '') return 'Unknown number';
  const known = shown.get(number);
  if (known !== undefined) return known;
  const text = parsePhoneNumberFromString(number)?.formatInternational() ?? number;
  if (shown.size >= MAX_SHOWN) shown.clear();
  shown.set(number, text);
  return text;
};

/** Whether what somebody types into the search is a number, or a part of a name. */
export const looksLikeNumber = (text: string): boolean => /^[+(]?[\d\s()./-]{3,}$/.test(text.trim());
