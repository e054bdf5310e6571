import { createHash } from 'node:crypto';

/**
 * A text that every engine can store: U+FFFD replaces NUL, which some engines refuse and others take for the end of the text, and
 * halves of surrogate pairs, which UTF-8 cannot express.
 */
export const storableText = (text: string): string =>
  text.replace(/\p{Surrogate}/gu, '\uFFFD').replaceAll('\0', '\uFFFD');

/** In characters: dedupe keys come from outside, and may be longer than an index can hold. */
const MAX_KEY = 500;

/** A dedupe key as it is stored: a long one as its hash. */
export const storableKey = (key: string): string =>
  key.length <= MAX_KEY ? storableText(key) : `long:${createHash('sha256').update(key).digest('hex')}`;
