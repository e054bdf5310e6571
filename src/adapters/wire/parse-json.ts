import * as O from 'fp-ts/lib/Option.js';
import { isSafeNumber, parse } from 'lossless-json';

/** A number of so many digits may be beyond 2^53 and lose some as a JavaScript number. */
const LONG_NUMBER = /\d{16}/;

/**
 * Parses JSON without losing digits: a whole number that a JavaScript number cannot hold becomes the string of its digits.
 * None if the text is no JSON. The slower, exact parser runs only where the text has a number that is long enough to need it.
 */
export const parseJson = (text: string): O.Option<unknown> =>
  O.tryCatch(() => (LONG_NUMBER.test(text) ? parse(text, undefined, exactNumber) : JSON.parse(text)));

const exactNumber = (digits: string): number | string =>
  /^-?\d+$/.test(digits) && !isSafeNumber(digits) ? digits : Number(digits);
