import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { BUDGETS } from '../../../application/budgets.js';
import { type Listed, type Page, pageAfter } from '../../../application/ports/listing.js';
import type { StorageError } from '../../../application/ports/storage-error.js';
import type { Timestamp } from '../../../domain/timestamp.js';
import { cursorOf, positionOf } from './cursor.js';
import type { HttpRequest } from './http-request.js';
import { invalid, type Problem, problemOf } from './problem.js';
import type { pageParameters } from './query-codecs.js';
import { jsonReply, type Reply } from './reply.js';

type PageQuery = { readonly [Name in keyof typeof pageParameters]?: (typeof pageParameters)[Name]['_A'] };

/** Whose list it is, and what of it goes into an answer. */
interface ListOf<A> {
  /** The id of the app, or what else the list is of. */
  readonly owner: string;
  readonly toText: (item: A) => string;
  /** When an item would be written otherwise, although nothing of it changes; null for never. */
  readonly changesAt?: (item: A) => Timestamp | null;
  readonly defaultLimit?: number;
}

/** Reads a page of a list and answers with it, under `data`, and with its place in the list under `pagination` (contract §1). */
export const listReply = <A>(
  request: HttpRequest,
  query: PageQuery,
  read: (page: Page) => TE.TaskEither<StorageError, Listed<A>>,
  { owner, defaultLimit = 50, ...written }: ListOf<A>,
): TE.TaskEither<Problem, Reply> => {
  const list = nameOf(request, owner);
  return pipe(
    TE.fromEither(pageOf(query, list, defaultLimit)),
    TE.chain((page) =>
      pipe(
        read(page),
        TE.bimap(problemOf, (listed) => replyOf(page, listed, list, written)),
      ),
    ),
  );
};

/** Writes an item as JSON. */
export const asJson =
  <A>(toJson: (item: A) => unknown) =>
  (item: A): string =>
    JSON.stringify(toJson(item));

/** Tells one list and its filters from any other. */
const nameOf = ({ path, query }: HttpRequest, owner: string): string => {
  const filters = [...query].filter(([name]) => !PAGING.has(name)).sort(([x], [y]) => (x < y ? -1 : 1));
  return JSON.stringify([owner, path.toLowerCase(), filters]);
};

const PAGING = new Set(['limit', 'offset', 'cursor']);

const pageOf = ({ limit, offset, cursor }: PageQuery, list: string, defaultLimit: number): E.Either<Problem, Page> => {
  const page = { limit: limit ?? defaultLimit, offset: offset ?? 0 };
  if (cursor === undefined) return E.right(page);
  if (offset !== undefined) return refused('cannot be given together with offset: send one of the two');
  return pipe(
    positionOf(cursor, list),
    O.match(
      () => refused('is not one of this list: send next_cursor as it was given, with the same filters'),
      (position) => E.right({ ...page, ...position }),
    ),
  );
};

const refused = (message: string): E.Either<Problem, never> => E.left(invalid([{ path: 'cursor', message }]));

/** The items are written one by one, so that the answer never grows beyond a page. */
const replyOf = <A>(
  page: Page,
  listed: Listed<A>,
  list: string,
  { toText, changesAt = () => null }: Pick<ListOf<A>, 'toText' | 'changesAt'>,
): Reply => {
  const texts = textsOf(listed.items, toText);
  const items = listed.items.slice(0, texts.length);
  const shown = { ...listed, items, hasMore: listed.hasMore || items.length < listed.items.length };
  const next = pageAfter(page, { ...shown, places: listed.places.slice(0, items.length) });
  const pagination = {
    limit: page.limit,
    offset: page.offset,
    total: listed.total,
    has_more: shown.hasMore,
    next_cursor: next?.after === undefined ? null : cursorOf({ ...next, after: next.after, total: listed.total }, list),
  };
  const changes = items.flatMap((item) => changesAt(item) ?? []);
  return {
    ...jsonReply(`{"success":true,"data":[${texts.join()}],"pagination":${JSON.stringify(pagination)}}`),
    ...(changes.length === 0 ? {} : { goodUntil: Math.min(...changes) }),
  };
};

/** As many items as one page holds, at least one. */
const textsOf = <A>(items: readonly A[], toText: (item: A) => string): readonly string[] => {
  const texts: string[] = [];
  let bytes = 0;
  for (const item of items) {
    const text = toText(item);
    bytes += Buffer.byteLength(text);
    if (bytes > BUDGETS.pageBytes && texts.length > 0) break;
    texts.push(text);
  }
  return texts;
};
