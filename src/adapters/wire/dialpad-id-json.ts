import { isSome } from 'fp-ts/lib/Option.js';
import * as t from 'io-ts';
import { DialpadId, parseDialpadId } from '../../domain/dialpad-id.js';

/**
 * A Dialpad id as clients write and read it (contract §1): a JSON number while that is exact, a string of digits beyond
 * 2^53; either is understood.
 */
export const DialpadIdJson = new t.Type<DialpadId, number | string, unknown>(
  'DialpadIdJson',
  DialpadId.is,
  (u, context) => {
    const id = parseDialpadId(u);
    return isSome(id)
      ? t.success(id.value)
      : t.failure(u, context, 'must be a Dialpad id: a positive whole number, as a string of digits beyond 2^53');
  },
  (id) => (Number.isSafeInteger(Number(id)) ? Number(id) : id),
);
