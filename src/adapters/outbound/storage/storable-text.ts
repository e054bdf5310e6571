import { createHash } from 'node:crypto';

/**
 * A text that every engine can store: U+FFFD replaces NUL, which some engines refuse and others take for the end of the text, and
 * halves of surrogate pairs, which UTF-8 cannot express.
 */
export const storableText = (text: string): string =>
  isStorable(text) ? text : text.replace(/[\0\p{Surrogate}]/gu, '\uFFFD');

export const isStorable = (text: string): boolean => !UNSTORABLE.test(text);

const UNSTORABLE = /[\0\p{Surrogate}]/u;

/** Dedupe keys come from outside, and may be longer than an index can hold. */
const MAX_KEY = 500;

/** A dedupe key as it is stored: one that is too long, or that no engine can store as it is, by its hash. Two keys never become one. */
export const storableKey = (key: string): string => {
  if (storableText(key) !== key) return `exact:${createHash('sha256').update(key, 'utf16le').digest('hex')}`;
  return key.length <= MAX_KEY ? key : `long:${createHash('sha256').update(key).digest('hex')}`;
};
