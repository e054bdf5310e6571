import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { CursorPage, PhoneSystemError } from '../ports/phone-system.js';

/** No company's list has more pages; a list that never ends is an error of the phone system. */
const MAX_CURSOR_PAGES = 1_000;

/** Reads a list of the phone system to its end. A cursor that leads to itself ends it too. */
export const eachPage =
  <A>(
    read: (next: string | null) => TaskEither<PhoneSystemError, CursorPage<A>>,
  ): TaskEither<PhoneSystemError, readonly A[]> =>
  async () => {
    const items: A[] = [];
    let next: string | null = null;
    for (let page = 0; page < MAX_CURSOR_PAGES; page += 1) {
      const part: E.Either<PhoneSystemError, CursorPage<A>> = await read(next)();
      if (E.isLeft(part)) return part;
      items.push(...part.right.items);
      if (part.right.next === null || part.right.next === next) return E.right(items);
      next = part.right.next;
    }
    return E.left({ _tag: 'PhoneSystemUnavailable', detail: 'a list does not come to an end', retryAfterMs: null });
  };
