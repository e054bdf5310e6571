/**
 * A text as every engine can keep it: U+FFFD in place of NUL, which ends a text in some and is refused by others, and in
 * place of halves of surrogate pairs, which have no UTF-8.
 */
export const storableText = (text: string): string =>
  text.replace(/\p{Surrogate}/gu, '\uFFFD').replaceAll('\0', '\uFFFD');
