import { type Answer, ok, refusal } from './answer.js';

const PREFIX = 'after:';

const cursorAfter = (key: string): string => Buffer.from(`${PREFIX}${key}`).toString('base64url');

const keyIn = (cursor: string): string | null => {
  const text = Buffer.from(cursor, 'base64url').toString();
  return text.startsWith(PREFIX) ? text.slice(PREFIX.length) : null;
};

/**
 * A page of a list that is ordered by its keys. The cursor names the last key that was seen, so that neither what is added nor what
 * is deleted between two pages moves the rest.
 */
export const pageOf = <A>(
  sorted: readonly A[],
  keyOf: (item: A) => string,
  cursor: string | null,
  size: number,
  toJson: (item: A) => unknown,
): Answer => {
  const seen = cursor === null || cursor === '' ? '' : keyIn(cursor);
  if (seen === null) return refusal(400, 'Invalid cursor.');
  const rest = sorted.filter((item) => keyOf(item) > seen);
  const items = rest.slice(0, size);
  const last = items.at(-1);
  const more = rest.length > size && last !== undefined;
  return ok({ items: items.map(toJson), ...(more ? { cursor: cursorAfter(keyOf(last)) } : {}) });
};

/** A number as a key: as text it sorts as the number does. */
export const numberKey = (n: number): string => String(n).padStart(20, '0');
