import { isSome } from 'fp-ts/lib/Option.js';
import * as t from 'io-ts';
import { DialpadId, parseDialpadId } from '../../domain/dialpad-id.js';
import { annotated } from './annotated.js';

/**
 * A Dialpad id as clients write and read it (contract §1): a JSON number up to 2^53, beyond that a string of digits. Both are read
 * for any id.
 */
export const DialpadIdJson = annotated(
  new t.Type<DialpadId, number | string, unknown>(
    'DialpadIdJson',
    DialpadId.is,
    (u, context) => {
      const id = parseDialpadId(u);
      return isSome(id)
        ? t.success(id.value)
        : t.failure(u, context, 'must be a Dialpad id: a positive whole number, as a string of digits beyond 2^53');
    },
    (id) => (Number.isSafeInteger(Number(id)) ? Number(id) : id),
  ),
  {
    description: 'A Dialpad id: an int64, as a number up to 2^53 and as a string of digits beyond.',
    anyOf: [
      { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER },
      { type: 'string', pattern: '^[1-9][0-9]{0,18}$' },
    ],
  },
);
