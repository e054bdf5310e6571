import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import * as t from 'io-ts';
import type { ListThreads, Threads } from '../../../../application/messages/list-threads.js';
import type { Place } from '../../../../application/ports/listing.js';
import type { KeyAccess } from '../../../../domain/app/key-access.js';
import { successOf } from '../../../wire/answers.js';
import { nullable } from '../../../wire/nullable.js';
import { ThreadJson, threadToText } from '../../../wire/thread-json.js';
import { cursorOf, positionOf } from '../cursor.js';
import { decodeQuery } from '../decode.js';
import type { KeptAnswers } from '../kept-answers.js';
import { invalid, type Problem, problemOf } from '../problem.js';
import { pageParameters } from '../query-codecs.js';
import { jsonReply, type Reply } from '../reply.js';
import { type Handler, type HandlerFor, type OperationDoc, type Route, route } from '../route.js';

const { limit, cursor } = pageParameters;
const ThreadsQuery = t.partial({ limit, cursor });
const DEFAULT_LIMIT = 50;

const LIST: OperationDoc = {
  summary: 'Text messages by the other party’s number: the newest of each, newest first',
  tag: 'Messages',
  access: 'app',
  query: ThreadsQuery,
  answers: {
    200: successOf({
      data: t.array(ThreadJson),
      pagination: t.type({ limit: t.number, has_more: t.boolean, next_cursor: nullable(t.string) }),
    }),
  },
};

interface Deps {
  readonly guarded: (handle: HandlerFor<KeyAccess>) => Handler;
  readonly kept: KeptAnswers;
  readonly listThreads: ListThreads;
}

/** Text messages as threads, for the CRM. */
export const threadRoutes = (deps: Deps): readonly Route[] => [
  route('GET', '/api/messages/threads', deps.guarded(deps.kept(list(deps))), LIST),
];

const list =
  ({ listThreads }: Deps): HandlerFor<KeyAccess> =>
  (request, { appId }) =>
    pipe(
      TE.fromEither(decodeQuery(ThreadsQuery, request)),
      TE.bindTo('query'),
      TE.bind('after', ({ query }) => TE.fromEither(placeIn(query.cursor, nameOf(appId)))),
      TE.chain(({ query: { limit = DEFAULT_LIMIT }, after }) =>
        pipe(
          listThreads(appId, { limit, after }),
          TE.bimap(problemOf, (found) => replyOf(found, limit, nameOf(appId))),
        ),
      ),
    );

/** Tells the list from any other, for its cursors. */
const nameOf = (appId: string): string => JSON.stringify([appId, 'threads']);

const placeIn = (cursor: string | undefined, name: string): E.Either<Problem, Place | undefined> =>
  cursor === undefined
    ? E.right(undefined)
    : pipe(
        positionOf(cursor, name),
        O.match(
          () =>
            E.left(invalid([{ path: 'cursor', message: 'is not one of this list: send next_cursor as it was given' }])),
          ({ after }) => E.right(after),
        ),
      );

const replyOf = ({ threads, next }: Threads, limit: number, name: string): Reply => {
  const pagination = {
    limit,
    has_more: next !== null,
    next_cursor: next === null ? null : cursorOf({ after: next, offset: 0, total: 0 }, name),
  };
  return jsonReply(
    `{"success":true,"data":[${threads.map(threadToText).join()}],"pagination":${JSON.stringify(pagination)}}`,
  );
};
