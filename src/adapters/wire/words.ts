import * as t from 'io-ts';

/** A codec for one of the given words. */
export const oneOf = <W extends string>(words: readonly W[]): t.KeyofC<Record<W, null>> =>
  t.keyof(Object.fromEntries(words.map((word) => [word, null])) as Record<W, null>);

export const DirectionJson = oneOf(['inbound', 'outbound']);
