/*
 * JSON whose long numbers keep all their digits. Dialpad's ids have up to 19 of them; `JSON.parse` rounds beyond 2^53.
 */

/** Marks a text that stands for a long number. It is in no text that a server sends: it is a private character of Unicode. */
const MARK = '\uE000';

const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** Parses JSON; a whole number that is not exact as a JavaScript number becomes a marked text. Throws where it is no JSON. */
export const parseExact = (text: string): unknown =>
  JSON.parse(text.replace(TOKEN, (token) => (isLong(token) ? `"${MARK}${token}"` : token)));

const isLong = (token: string): boolean => /^-?\d{16,}$/.test(token) && !Number.isSafeInteger(Number(token));

/** The value as indented JSON, its long numbers as they came. */
export const showExact = (value: unknown): string =>
  JSON.stringify(value, null, 2).replace(new RegExp(`"${MARK}(-?\\d+)"`, 'g'), '$1');
