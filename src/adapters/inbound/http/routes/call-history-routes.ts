import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import * as t from 'io-ts';
import type { CallRepository } from '../../../../application/ports/call-repository.js';
import type { EventLog } from '../../../../application/ports/event-log.js';
import type { InboxJournal } from '../../../../application/ports/inbox-journal.js';
import type { KeyAccess } from '../../../../domain/app/key-access.js';
import type { CallView } from '../../../../domain/call/call-view.js';
import { CallId } from '../../../../domain/ids.js';
import { listAnswer } from '../../../wire/answers.js';
import { EventJson, eventToText } from '../../../wire/event-json.js';
import { JournalEntryJson, journalEntryToText } from '../../../wire/journal-entry-json.js';
import { orNotFound } from '../access.js';
import { decodeParam, decodeQuery } from '../decode.js';
import type { HttpRequest } from '../http-request.js';
import { listReply } from '../list-reply.js';
import { type Problem, problemOf } from '../problem.js';
import { pageParameters } from '../query-codecs.js';
import type { Reply } from '../reply.js';
import { type Handler, type HandlerFor, type OperationDoc, type Route, route } from '../route.js';

const PageQuery = t.partial(pageParameters);

const EVENTS: OperationDoc = {
  summary: 'The events that told of a call, oldest first',
  tag: 'Calls',
  access: 'app',
  params: { id: CallId },
  query: PageQuery,
  answers: { 200: listAnswer(EventJson) },
};
const WEBHOOKS: OperationDoc = {
  summary: 'The webhooks that a call is made from, as they were received, newest first',
  tag: 'Calls',
  access: 'app',
  params: { id: CallId },
  query: PageQuery,
  answers: { 200: listAnswer(JournalEntryJson) },
};

interface Deps {
  readonly guarded: (handle: HandlerFor<KeyAccess>) => Handler;
  readonly calls: Pick<CallRepository, 'find'>;
  readonly events: Pick<EventLog, 'ofCall'>;
  readonly journal: Pick<InboxJournal, 'list'>;
}

/** What a call told and what it is made from, for whoever wants to know why it is as it is. */
export const callHistoryRoutes = (deps: Deps): readonly Route[] => [
  route('GET', '/api/calls/:id/events', deps.guarded(ofCall(deps, events(deps))), EVENTS),
  route('GET', '/api/calls/:id/webhooks', deps.guarded(ofCall(deps, webhooks(deps))), WEBHOOKS),
];

type ListOfCall = (
  request: HttpRequest,
  query: t.TypeOf<typeof PageQuery>,
  call: CallView,
) => TE.TaskEither<Problem, Reply>;

const ofCall =
  ({ calls }: Deps, list: ListOfCall): HandlerFor<KeyAccess> =>
  (request, { appId }) =>
    pipe(
      TE.Do,
      TE.apSW('query', TE.fromEither(decodeQuery(PageQuery, request))),
      TE.apSW('id', TE.fromEither(decodeParam(CallId, request, 'id'))),
      TE.bindW('call', ({ id }) => pipe(calls.find(appId, id), TE.mapLeft(problemOf), TE.chain(orNotFound('call')))),
      TE.chain(({ query, call }) => list(request, query, call)),
    );

const events =
  ({ events: log }: Deps): ListOfCall =>
  (request, query, { appId, id }) =>
    listReply(request, query, (page) => log.ofCall(appId, id, page), { owner: appId, toText: eventToText });

const webhooks =
  ({ journal }: Deps): ListOfCall =>
  (request, query, { appId, dialpadCallId: orderKey }) =>
    listReply(request, query, (page) => journal.list({ appId, orderKey }, page), {
      owner: appId,
      toText: journalEntryToText,
    });
