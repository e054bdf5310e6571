import * as t from 'io-ts';
import { annotated } from '../../wire/annotated.js';

const MAX_CHARACTERS = 320;

/** Control characters and halves of surrogate pairs: no engine is sure to store them, and two texts that differ in them look the same. */
const UNSTORABLE = /[\p{Cc}\p{Cs}]/u;
export const isPlainText = (text: string): boolean => !UNSTORABLE.test(text);
export const MUST_BE_PLAIN = 'must hold no control characters and no halves of surrogate pairs';

/** A name or a foreign id, without spaces around it: 1 to 320 plain characters, the length of the longest e-mail address. */
export const ShortText = annotated(
  new t.Type<string, string, unknown>(
    'ShortText',
    t.string.is,
    (u, context) => {
      const text = typeof u === 'string' ? u.trim() : '';
      if (text.length === 0 || text.length > MAX_CHARACTERS) {
        return t.failure(u, context, `must be a text of 1 to ${MAX_CHARACTERS} characters`);
      }
      return isPlainText(text) ? t.success(text) : t.failure(u, context, MUST_BE_PLAIN);
    },
    t.identity,
  ),
  { type: 'string', minLength: 1, maxLength: MAX_CHARACTERS },
);

const MAX_ADDRESS = 2_000;

/** The address of a page: http or https, at most 2,000 characters. */
export const WebAddress = annotated(
  new t.Type<string, string, unknown>(
    'WebAddress',
    t.string.is,
    (u, context) =>
      typeof u === 'string' && u.length <= MAX_ADDRESS && isPlainText(u) && /^https?:$/.test(protocolOf(u))
        ? t.success(u)
        : t.failure(u, context, `must be an http or https address of at most ${MAX_ADDRESS} characters`),
    t.identity,
  ),
  { type: 'string', format: 'uri', maxLength: MAX_ADDRESS },
);

const protocolOf = (address: string): string => (URL.canParse(address) ? new URL(address).protocol : '');

/** A list of at most `max` items. A longer one is refused before its items are read. */
export const listOfAtMost = <C extends t.Mixed>(max: number, item: C): t.ArrayC<C> => {
  const whole = t.array(item);
  return new t.ArrayType(
    whole.name,
    whole.is,
    (u, context) =>
      Array.isArray(u) && u.length > max
        ? t.failure(u, context, `must have at most ${max} items`)
        : whole.validate(u, context),
    whole.encode,
    item,
  );
};

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
