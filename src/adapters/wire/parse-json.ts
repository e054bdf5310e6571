import * as O from 'fp-ts/lib/Option.js';
import { isSafeNumber, parse } from 'lossless-json';

/**
 * Digits that may be a whole number beyond 2^53 = 9007199254740992: 17 in a row, or 16 that begin with a 9. Most of Dialpad's ids are
 * below, so that the fast parser does for most events.
 */
const LONG_NUMBER = /\d{17}|9\d{15}/;

/**
 * Parses JSON without loss of digits: a whole number beyond the exact range of JavaScript's numbers becomes a string of its digits, any
 * other stays a number. None if the text is no JSON. If a key occurs twice, the last one counts, as for JSON.parse.
 */
export const parseJson = (text: string): O.Option<unknown> => {
  const plain = O.tryCatch((): unknown => JSON.parse(text));
  if (O.isNone(plain) || !LONG_NUMBER.test(text)) return plain;
  // The exact parser recurses. JSON that is nested too deeply for it is still parsed, with numbers that may be inexact.
  return O.orElse(() => plain)(O.tryCatch(() => parse(text, undefined, { parseNumber, onDuplicateKey })));
};

const parseNumber = (digits: string): number | string =>
  /^-?\d+$/.test(digits) && !isSafeNumber(digits) ? digits : Number(digits);

const onDuplicateKey = ({ newValue }: { readonly newValue: unknown }): unknown => newValue;
