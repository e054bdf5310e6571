import { elementsOf, type Fields, field, fieldsOf, type Reader, textOf } from './json-fields.js';

/** The fields in which the object of a party may have its number, the most exact first. */
const NUMBER_FIELDS: readonly string[] = [
  'e164',
  'e164_number',
  'phone_number',
  'phoneNumber',
  'number',
  'phone',
  'phone_numbers',
  'phones',
  'value',
];
const MAX_DEPTH = 5;
/** In characters; the rest of a longer text, which is no number, is dropped. */
const MAX_LENGTH = 1_000;

/** A phone number as it was written: a text, a number, an object with it in a field, or the first of a list of these. */
export const partyNumber: Reader<string> = (value) => numberIn(value, MAX_DEPTH);

const numberIn = (value: unknown, depth: number): string | null => {
  if (typeof value !== 'object' || value === null) return textOf(value)?.slice(0, MAX_LENGTH) ?? null;
  if (depth === 0) return null;
  return firstNumber(Array.isArray(value) ? elementsOf(value) : valuesIn(fieldsOf(value)), depth);
};

const valuesIn = (party: Fields): readonly unknown[] => NUMBER_FIELDS.map((name) => field(party, name));

const firstNumber = (values: readonly unknown[], depth: number): string | null => {
  for (const value of values) {
    const number = numberIn(value, depth - 1);
    if (number !== null) return number;
  }
  return null;
};
