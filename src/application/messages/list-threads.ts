import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { AppId } from '../../domain/ids.js';
import type { MessageView } from '../../domain/message/message.js';
import type { Attributed, Listed, Place } from '../ports/listing.js';
import type { MessageRepository } from '../ports/message-repository.js';
import type { StorageError } from '../ports/storage-error.js';

type Shown = Attributed<MessageView>;

/** The messages with one other party, by the newest of them. */
export interface Thread {
  /** The other party's number, as the newest message has it. */
  readonly number: string;
  readonly newest: Shown;
}

/** A page of threads. */
export interface Threads {
  readonly threads: readonly Thread[];
  /** The place of the last message that was looked at; the next page begins after it. Null: there are no more. */
  readonly next: Place | null;
}

/** At most `limit` threads, those with the newest messages first, from a place on. */
export type ListThreads = (
  appId: AppId,
  page: { readonly limit: number; readonly after?: Place | undefined },
) => TaskEither<StorageError, Threads>;

/** The messages that are read at once. */
const AT_ONCE = 100;
/** The messages that one page looks at. */
const MAX_MESSAGES = 1_000;
/** The characters of text after which a page ends: each text may be as large as a webhook. */
const MAX_CHARACTERS = 1_000_000;
/** The numbers that one page looks up: each takes two searches of an index. */
const MAX_NUMBERS = 200;

/**
 * Walks over the messages, newest first. A message is shown if no newer one has the same other party: an index tells. A page looks at a
 * bounded number of messages, so it may hold fewer threads than its limit, or none, and go on all the same.
 */
export const makeListThreads =
  ({ messages }: { readonly messages: Pick<MessageRepository, 'list'> }): ListThreads =>
  (appId, { limit, after }) =>
  async () => {
    const threads: Thread[] = [];
    const known = new Set<string>();
    let characters = 0;
    let last = after;
    for (let seen = 0; ; ) {
      const read = await messages.list(appId, {}, { limit: AT_ONCE, offset: 0, total: 0, after: last })();
      if (E.isLeft(read)) return read;
      const { items, places, hasMore } = read.right;
      for (const [n, message] of items.entries()) {
        const isFull = threads.length === limit || characters > MAX_CHARACTERS;
        if (isFull || seen === MAX_MESSAGES || known.size === MAX_NUMBERS) {
          return E.right({ threads, next: last ?? null });
        }
        const thread = await threadOf(messages, appId, message, known)();
        if (E.isLeft(thread)) return thread;
        if (thread.right !== null) {
          threads.push(thread.right);
          characters += message.text?.length ?? 0;
        }
        seen += 1;
        last = places[n];
      }
      if (!hasMore) return E.right({ threads, next: null });
    }
  };

/** The thread whose newest message this is; null if there is none. `known` takes the numbers that were looked up. */
const threadOf =
  (
    messages: Pick<MessageRepository, 'list'>,
    appId: AppId,
    message: Shown,
    known: Set<string>,
  ): TaskEither<StorageError, Thread | null> =>
  async () => {
    const number = otherNumber(message);
    if (number === null || known.has(number)) return E.right(null);
    known.add(number);
    const newest = { limit: 1, offset: 0, total: 0 };
    const [from, to] = await Promise.all([
      messages.list(appId, { direction: 'inbound', from: number }, newest)(),
      messages.list(appId, { direction: 'outbound', to: number }, newest)(),
    ]);
    if (E.isLeft(from)) return from;
    if (E.isLeft(to)) return to;
    const isNewest = ![from.right, to.right].some((side) => beginsBefore(side, message));
    return E.right(isNewest ? { number, newest: message } : null);
  };

/** Whether a list that is newest first begins with a message that is newer than another. */
const beginsBefore = ({ items: [first] }: Listed<Shown>, other: Shown): boolean =>
  first !== undefined && (first.sentAt > other.sentAt || (first.sentAt === other.sentAt && first.id > other.id));

const otherNumber = ({ direction, fromNumber, toNumber }: Shown): string | null => {
  switch (direction) {
    case 'inbound':
      return fromNumber;
    case 'outbound':
      return toNumber;
    case null:
      return null;
    default:
      return direction satisfies never;
  }
};
