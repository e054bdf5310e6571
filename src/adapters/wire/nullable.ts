import * as t from 'io-ts';

/** A value that may be unknown. An unknown value is null, not left out (contract §5). */
export const nullable = <C extends t.Mixed>(codec: C): t.UnionC<[C, t.NullC]> => t.union([codec, t.null]);
