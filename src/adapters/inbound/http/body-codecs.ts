import * as t from 'io-ts';
import { annotated } from '../../wire/annotated.js';

const MAX_CHARACTERS = 320;

/** A name or a foreign id, without spaces around it: 1 to 320 characters, the length of the longest e-mail address. */
export const ShortText = annotated(
  new t.Type<string, string, unknown>(
    'ShortText',
    t.string.is,
    (u, context) => {
      const text = typeof u === 'string' ? u.trim() : '';
      return text.length > 0 && text.length <= MAX_CHARACTERS
        ? t.success(text)
        : t.failure(u, context, `must be a text of 1 to ${MAX_CHARACTERS} characters`);
    },
    t.identity,
  ),
  { type: 'string', minLength: 1, maxLength: MAX_CHARACTERS },
);

/** A whole number from `min` to `max`. */
export const wholeNumberBetween = (min: number, max: number): t.Type<number, number, unknown> =>
  annotated(
    new t.Type<number, number, unknown>(
      'WholeNumber',
      t.number.is,
      (u, context) =>
        typeof u === 'number' && Number.isInteger(u) && u >= min && u <= max
          ? t.success(u)
          : t.failure(u, context, `must be a whole number from ${min} to ${max}`),
      t.identity,
    ),
    { type: 'integer', minimum: min, maximum: max },
  );
