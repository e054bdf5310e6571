import * as O from 'fp-ts/lib/Option.js';
import * as t from 'io-ts';

const INT64_MAX = 9223372036854775807n;

export interface DialpadIdBrand {
  readonly DialpadId: unique symbol;
}

/**
 * The phone system's own id of a call, a person or a message: an int64 as its decimal digits, because a JavaScript
 * number loses some beyond 2^53. Canonical (no sign, no leading zero), so that two are equal when their text is.
 */
export const DialpadId = t.brand(
  t.string,
  (s): s is t.Branded<string, DialpadIdBrand> => /^[1-9]\d{0,18}$/.test(s) && BigInt(s) <= INT64_MAX,
  'DialpadId',
);
export type DialpadId = t.TypeOf<typeof DialpadId>;

/**
 * Reads an id however it was written: a number, a bigint, or a string of digits. Whatever is no positive int64 is `none`,
 * and so are the usual spellings of "no id" (0, "", "null"). A number beyond 2^53 is `none` too: its last digits are
 * already gone, and a wrong id would merge two calls.
 */
export const parseDialpadId = (raw: unknown): O.Option<DialpadId> => {
  if (typeof raw === 'number') return Number.isSafeInteger(raw) ? O.fromPredicate(DialpadId.is)(String(raw)) : O.none;
  if (typeof raw === 'bigint') return O.fromPredicate(DialpadId.is)(String(raw));
  if (typeof raw === 'string') return O.fromPredicate(DialpadId.is)(raw.trim().replace(/^0+(?=\d)/, ''));
  return O.none;
};
