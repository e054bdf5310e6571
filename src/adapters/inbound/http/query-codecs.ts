import { isSome } from 'fp-ts/lib/Option.js';
import * as t from 'io-ts';
import type { Page } from '../../../application/ports/listing.js';
import { DialpadId, parseDialpadId } from '../../../domain/dialpad-id.js';
import { phoneKey } from '../../../domain/phone-number.js';
import { annotated, type JsonSchema } from '../../wire/annotated.js';
import { isPlainText, MUST_BE_PLAIN } from './body-codecs.js';

const refined = <A>(
  name: string,
  is: t.Is<A>,
  read: (text: string) => A | undefined,
  message: string,
  schema: JsonSchema,
) =>
  annotated(
    new t.Type<A, A, unknown>(
      name,
      is,
      (u, context) => {
        const value = typeof u === 'string' ? read(u) : undefined;
        return value === undefined ? t.failure(u, context, message) : t.success(value);
      },
      t.identity,
    ),
    schema,
  );

/** A whole number of at least `min`; more than `max` counts as `max`. */
export const wholeNumber = (min: number, max: number) =>
  refined(
    'WholeNumber',
    t.number.is,
    (text) => {
      const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
      return value >= min ? Math.min(value, max) : undefined;
    },
    `must be a whole number of at least ${min}`,
    {
      type: 'integer',
      minimum: min,
      ...(max < Number.MAX_SAFE_INTEGER && { description: `More than ${max} counts as ${max}.` }),
    },
  );

/** One of a few words. */
export const word = <W extends string>(words: readonly W[]) =>
  refined<W>(
    'Word',
    (u): u is W => words.some((one) => one === u),
    (text) => words.find((one) => one === text),
    `must be one of ${words.join(', ')}`,
    { type: 'string', enum: words },
  );

/** A phone number in any format, left as it is: its key depends on the app's country. */
export const PhoneQuery = refined(
  'PhoneNumber',
  t.string.is,
  (text) => (phoneKey(text) === '' ? undefined : text),
  'must be a phone number',
  {
    type: 'string',
    description:
      "In any format: 555-0123, (555) 0123 and 5550123 are the same. A number without a country code is one of the app's country.",
  },
);

export const DialpadIdQuery = refined<DialpadId>(
  'DialpadId',
  DialpadId.is,
  (text) => {
    const id = parseDialpadId(text);
    return isSome(id) ? id.value : undefined;
  },
  'must be a Dialpad id: a positive whole number',
  { type: 'string', pattern: '^[1-9][0-9]{0,18}$' },
);

export const TextQuery = refined(
  'Text',
  t.string.is,
  (text) => (isPlainText(text.trim()) && text.trim()) || undefined,
  `must not be empty, and ${MUST_BE_PLAIN}`,
  { type: 'string', minLength: 1 },
);

const MAX_LIMIT = 100;

/** The parameters that every list takes. */
export const pageParameters = {
  limit: wholeNumber(1, MAX_LIMIT),
  offset: wholeNumber(0, Number.MAX_SAFE_INTEGER),
};

export const pageOf = (query: { readonly limit?: number; readonly offset?: number }, defaultLimit = 50): Page => ({
  limit: query.limit ?? defaultLimit,
  offset: query.offset ?? 0,
});
