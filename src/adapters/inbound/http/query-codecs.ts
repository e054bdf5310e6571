import * as E from 'fp-ts/lib/Either.js';
import { isSome } from 'fp-ts/lib/Option.js';
import * as t from 'io-ts';
import { DialpadId, parseDialpadId } from '../../../domain/dialpad-id.js';
import { phoneKey } from '../../../domain/phone-number.js';
import { isWithheld } from '../../../domain/withheld-number.js';
import { annotated, type JsonSchema } from '../../wire/annotated.js';
import { isPlainText, MUST_BE_PLAIN } from './body-codecs.js';
import { invalid, type Problem } from './problem.js';

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

/** The filters by number that every list takes: the sender's, the receiver's, or a number on either side. */
export const numberParameters = { from: PhoneQuery, to: PhoneQuery, number: PhoneQuery };

/** Refuses a number on either side together with one on a certain side. */
export const oneWayOfNumbers = <
  Q extends { readonly from?: unknown; readonly to?: unknown; readonly number?: unknown },
>(
  query: Q,
): E.Either<Problem, Q> => {
  const isMixed = query.number !== undefined && (query.from !== undefined || query.to !== undefined);
  if (!isMixed) return E.right(query);
  return E.left(
    invalid([{ path: 'number', message: 'cannot be given together with from or to: send one of the two' }]),
  );
};

const MAX_NUMBER = 64;

/** The same in a body, which must not be long: no number is. */
export const PhoneText = annotated(
  new t.Type<string, string, unknown>(
    'PhoneNumber',
    t.string.is,
    (u, context) =>
      typeof u === 'string' && u.length <= MAX_NUMBER && isPlainText(u)
        ? PhoneQuery.validate(u, context)
        : t.failure(u, context, `must be a phone number, as a text of at most ${MAX_NUMBER} characters`),
    t.identity,
  ),
  { type: 'string', maxLength: MAX_NUMBER },
);

/** The number of somebody: what stands in the place of one that is withheld would name whoever withholds theirs. */
export const OwnedNumber = annotated(
  new t.Type<string, string, unknown>(
    'OwnedNumber',
    t.string.is,
    (u, context) =>
      typeof u === 'string' && isWithheld(u)
        ? t.failure(u, context, 'is withheld: it is the number of nobody')
        : PhoneText.validate(u, context),
    t.identity,
  ),
  { type: 'string', maxLength: MAX_NUMBER },
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
const MAX_OFFSET = 10_000;
const MAX_CURSOR = 200;

const Offset = refined(
  'Offset',
  t.number.is,
  (text) => (/^\d{1,15}$/.test(text) && Number(text) <= MAX_OFFSET ? Number(text) : undefined),
  `must be a whole number from 0 to ${MAX_OFFSET}; go on beyond it with cursor, from pagination.next_cursor`,
  { type: 'integer', minimum: 0, maximum: MAX_OFFSET },
);

const Cursor = refined(
  'Cursor',
  t.string.is,
  (text) => (text.length <= MAX_CURSOR && /^[\w-]+$/.test(text) ? text : undefined),
  'must be the next_cursor of an earlier page',
  {
    type: 'string',
    maxLength: MAX_CURSOR,
    description:
      'The `next_cursor` of the page before, in place of `offset`. It is valid for the same list with the same filters; `limit` may change.',
  },
);

/** The parameters that every list takes. */
export const pageParameters = { limit: wholeNumber(1, MAX_LIMIT), offset: Offset, cursor: Cursor };
