import * as t from 'io-ts';
import { annotated, annotationOf } from '../../wire/annotated.js';

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

/** The address of a page, without spaces around it: http or https, at most 2,000 characters. */
export const WebAddress = annotated(
  new t.Type<string, string, unknown>(
    'WebAddress',
    t.string.is,
    (u, context) => {
      const address = typeof u === 'string' ? u.trim() : '';
      return address.length <= MAX_ADDRESS && isPlainText(address) && /^https?:$/.test(protocolOf(address))
        ? t.success(address)
        : t.failure(u, context, `must be an http or https address of at most ${MAX_ADDRESS} characters`);
    },
    t.identity,
  ),
  { type: 'string', format: 'uri', maxLength: MAX_ADDRESS },
);

const protocolOf = (address: string): string => (URL.canParse(address) ? new URL(address).protocol : '');

const MAX_NOTE = 10_000;

/** Every control character but tabs and line ends, and halves of surrogate pairs. */
const UNSTORABLE_IN_LINES = /[^\P{Cc}\t\n\r]|\p{Cs}/u;

/** A text of several lines: at most 10,000 characters. */
export const LongText = annotated(
  new t.Type<string, string, unknown>(
    'LongText',
    t.string.is,
    (u, context) => {
      if (typeof u !== 'string' || u.length > MAX_NOTE) {
        return t.failure(u, context, `must be a text of at most ${MAX_NOTE} characters`);
      }
      return UNSTORABLE_IN_LINES.test(u)
        ? t.failure(
            u,
            context,
            'must hold no control characters but line ends and tabs, and no halves of surrogate pairs',
          )
        : t.success(u);
    },
    t.identity,
  ),
  { type: 'string', maxLength: MAX_NOTE },
);

/** A text that may be taken away: null, or nothing but spaces, is none. */
export const orTakenAway = (text: t.Type<string, string, unknown>): t.Type<string | null, string | null, unknown> =>
  annotated(
    new t.Type<string | null, string | null, unknown>(
      text.name,
      (u): u is string | null => u === null || text.is(u),
      (u, context) =>
        u === null || (typeof u === 'string' && u.trim() === '') ? t.success(null) : text.validate(u, context),
      t.identity,
    ),
    { anyOf: [{ ...annotationOf(text), minLength: 0 }, { type: 'null' }] },
  );

const closed = new WeakSet<t.Mixed>();

/** Whether a body may have no other fields than those that its codec names. */
export const isClosed = (codec: t.Mixed): boolean => closed.has(codec);

/** An object that has no other fields than these. Each one that it has is refused by its name. */
export const onlyFields = <R extends t.Props, P extends t.Props>(
  required: R,
  optional: P,
): t.IntersectionC<[t.TypeC<R>, t.PartialC<P>]> => {
  const first = t.type(required);
  const whole = t.intersection([first, t.partial(optional)]);
  const known = new Set([...Object.keys(required), ...Object.keys(optional)]);
  const codec: t.IntersectionC<[t.TypeC<R>, t.PartialC<P>]> = new t.IntersectionType(
    whole.name,
    whole.is,
    (u, context) => {
      const others = t.UnknownRecord.is(u) ? Object.entries(u).filter(([name]) => !known.has(name)) : [];
      if (others.length === 0) return whole.validate(u, context);
      // The name stands below a part of the intersection, as the names of the fields that are known.
      const part = { key: '0', type: first, actual: u };
      return t.failures(
        others.map(([key, value]) => ({
          value,
          context: [...context, part, { key, type: t.unknown, actual: value }],
          message: `is not a field of this request; it has ${[...known].join(', ')}`,
        })),
      );
    },
    whole.encode,
    whole.types,
  );
  closed.add(codec);
  return codec;
};

/** A list of at most `max` items. A longer one is refused before its items are read. */
export const listOfAtMost = <C extends t.Mixed>(max: number, item: C): t.ArrayC<C> => listBetween(0, max, item);

/** A list of `min` to `max` items. */
export const listBetween = <C extends t.Mixed>(min: number, max: number, item: C): t.ArrayC<C> => {
  const whole = t.array(item);
  return new t.ArrayType(
    whole.name,
    whole.is,
    (u, context) => {
      if (Array.isArray(u) && u.length > max) return t.failure(u, context, `must have at most ${max} items`);
      if (Array.isArray(u) && u.length < min) return t.failure(u, context, `must have at least ${min} item`);
      return whole.validate(u, context);
    },
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
