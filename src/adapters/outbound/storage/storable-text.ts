/**
 * A text that every engine can store: U+FFFD replaces NUL, which some engines refuse and others take for the end of the text, and
 * halves of surrogate pairs, which UTF-8 cannot express.
 */
export const storableText = (text: string): string =>
  text.replace(/\p{Surrogate}/gu, '\uFFFD').replaceAll('\0', '\uFFFD');
