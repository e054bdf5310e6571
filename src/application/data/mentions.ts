import type { Country } from '../../domain/country.js';
import { phoneKey } from '../../domain/phone-number.js';
import type { Person } from '../ports/personal-data.js';

/** Tells whether a text is a number of the person. */
export type IsNumber = (text: string | null) => boolean;

/** Longer texts are no phone numbers. */
const MAX_NUMBER = 64;

export const numberTest = ({ numberKey }: Person, country: Country): IsNumber => {
  if (numberKey === null) return () => false;
  // A look at the last digits is much cheaper than reading the number.
  const tail = digitsOf(numberKey).slice(-4);
  return (text) =>
    text !== null &&
    text.length <= MAX_NUMBER &&
    digitsOf(text).includes(tail) &&
    phoneKey(text, country) === numberKey;
};

const digitsOf = (text: string): string => text.replace(/\D/g, '');

/** Names of fields that hold an id, or several: `call_id`, `uuid`, `callId`, but not `paid`. */
const ID_FIELD = /(?:^|[_-])(?:u?uid|UU?ID|id|Id|ID)s?$|[a-z](?:Uu|U)?I[dD]s?$/;

/**
 * Whether JSON of any shape names the person: as a number anywhere, or by one of these ids in a field for ids. Not by recursion,
 * because what came from outside may be nested deeply.
 */
export const mentions = (json: unknown, isNumber: IsNumber, ids: ReadonlySet<string>): boolean => {
  const waiting: { readonly value: unknown; readonly isId: boolean }[] = [{ value: json, isId: false }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { value, isId } = next;
    if (typeof value === 'string' || typeof value === 'number') {
      const text = String(value);
      if ((isId && ids.has(text)) || isNumber(text)) return true;
    } else if (Array.isArray(value)) {
      for (const one of value) waiting.push({ value: one, isId });
    } else if (typeof value === 'object' && value !== null) {
      for (const [name, one] of Object.entries(value)) waiting.push({ value: one, isId: ID_FIELD.test(name) });
    }
  }
  return false;
};
