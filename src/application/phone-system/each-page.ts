import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { Chapter, PhoneSystemError } from '../ports/phone-system.js';

/** No company has so much that more would be needed; a list that never ends is a fault of the other side. */
const MOST_CHAPTERS = 1_000;

/** Reads a list of the phone system's to its end. */
export const allChapters =
  <A>(
    read: (next: string | null) => TaskEither<PhoneSystemError, Chapter<A>>,
  ): TaskEither<PhoneSystemError, readonly A[]> =>
  async () => {
    const items: A[] = [];
    let next: string | null = null;
    for (let chapter = 0; chapter < MOST_CHAPTERS; chapter += 1) {
      const part: E.Either<PhoneSystemError, Chapter<A>> = await read(next)();
      if (E.isLeft(part)) return part;
      items.push(...part.right.items);
      if (part.right.next === null || part.right.next === next) return E.right(items);
      next = part.right.next;
    }
    return E.left({ _tag: 'PhoneSystemUnavailable', detail: 'a list does not come to an end', retryAfterMs: null });
  };
