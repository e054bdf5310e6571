import * as t from 'io-ts';

/** A value that may be unknown. Unknown is null, never absent (contract §5). */
export const nullable = <C extends t.Mixed>(codec: C): t.UnionC<[C, t.NullC]> => t.union([codec, t.null]);
