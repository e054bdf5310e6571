import { type Answer, ok, refusal } from './answer.js';

const PREFIX = 'after:';

const cursorAfter = (key: string): string => Buffer.from(`${PREFIX}${key}`).toString('base64url');

const keyIn = (cursor: string): string | null => {
  const text = Buffer.from(cursor, 'base64url').toString();
  return text.startsWith(PREFIX) ? text.slice(PREFIX.length) : null;
};

/**
 * A page of a list that is sorted by its keys. The cursor holds the last key of the page before, so items added or deleted between two
 * pages do not shift the rest.
 */
export const pageOf = <A>(
  sorted: readonly A[],
  keyOf: (item: A) => string,
  cursor: string | null,
  size: number,
  toJson: (item: A) => unknown,
): Answer => {
  const lastKey = cursor === null || cursor === '' ? '' : keyIn(cursor);
  if (lastKey === null) return refusal(400, 'Invalid cursor.');
  const rest = sorted.filter((item) => keyOf(item) > lastKey);
  const items = rest.slice(0, size);
  const last = items.at(-1);
  const hasMore = rest.length > size && last !== undefined;
  return ok({ items: items.map(toJson), ...(hasMore ? { cursor: cursorAfter(keyOf(last)) } : {}) });
};

/** A number as a key that sorts as text in the order of the numbers. */
export const numberKey = (n: number): string => String(n).padStart(20, '0');
