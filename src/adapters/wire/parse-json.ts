import * as O from 'fp-ts/lib/Option.js';
import { isSafeNumber, parse } from 'lossless-json';

/**
 * Digits that may spell a whole number beyond 2^53 = 9007199254740992: 17 in a row, or 16 that begin with a 9. Dialpad's ids have 16
 * digits and stay below, so most events go through the fast parser.
 */
const LONG_NUMBER = /\d{17}|9\d{15}/;

/**
 * Parses JSON without losing digits: a whole number that a JavaScript number cannot hold becomes the string of its
 * digits, any other stays a number. None if the text is no JSON. Of a key that comes twice the last counts, as for JSON.parse.
 */
export const parseJson = (text: string): O.Option<unknown> => {
  const plain = O.tryCatch((): unknown => JSON.parse(text));
  if (O.isNone(plain) || !LONG_NUMBER.test(text)) return plain;
  // The exact parser recurses. What is nested too deeply for it is still kept, with numbers that are then seen to be inexact.
  return O.orElse(() => plain)(O.tryCatch(() => parse(text, undefined, { parseNumber, onDuplicateKey })));
};

const parseNumber = (digits: string): number | string =>
  /^-?\d+$/.test(digits) && !isSafeNumber(digits) ? digits : Number(digits);

const onDuplicateKey = ({ newValue }: { readonly newValue: unknown }): unknown => newValue;
