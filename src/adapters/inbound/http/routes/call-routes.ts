import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import * as t from 'io-ts';
import type { CallFilter, CallRepository } from '../../../../application/ports/call-repository.js';
import type { Clock } from '../../../../application/ports/clock.js';
import type { Attributed } from '../../../../application/ports/listing.js';
import type { KeyAccess } from '../../../../domain/app/key-access.js';
import { CALL_STATUSES, type CallStatus, LIVE_STATUSES } from '../../../../domain/call/call-status.js';
import { type CallView, durationChangesAt } from '../../../../domain/call/call-view.js';
import { type AppId, CallId } from '../../../../domain/ids.js';
import type { Timestamp } from '../../../../domain/timestamp.js';
import { listAnswer, oneAnswer } from '../../../wire/answers.js';
import { CallJson, callToText } from '../../../wire/call-json.js';
import { IsoTime } from '../../../wire/iso-time.js';
import { orNotFound } from '../access.js';
import { decodeParam, decodeQuery } from '../decode.js';
import type { HttpRequest } from '../http-request.js';
import type { KeptAnswers } from '../kept-answers.js';
import { listReply } from '../list-reply.js';
import { type Problem, problemOf } from '../problem.js';
import { DialpadIdQuery, numberParameters, oneWayOfNumbers, pageParameters, TextQuery, word } from '../query-codecs.js';
import { oneAsText, type Reply } from '../reply.js';
import { type Handler, type HandlerFor, type OperationDoc, type Route, route } from '../route.js';

const filterParameters = {
  ...pageParameters,
  direction: word(['inbound', 'outbound']),
  ...numberParameters,
  dialpad_user_id: DialpadIdQuery,
  crm_user_id: TextQuery,
  conversation_id: DialpadIdQuery,
  started_after: IsoTime,
  started_before: IsoTime,
};
const ActiveCallsQuery = t.partial(filterParameters);
const CallsQuery = t.partial({ ...filterParameters, status: word([...CALL_STATUSES, 'completed']) });

const LIST: OperationDoc = {
  summary: 'Calls, newest first',
  tag: 'Calls',
  access: 'app',
  query: CallsQuery,
  answers: { 200: listAnswer(CallJson) },
};
const LIST_ACTIVE: OperationDoc = { ...LIST, summary: 'Calls that are ringing or active', query: ActiveCallsQuery };
const FIND: OperationDoc = {
  summary: 'One call',
  tag: 'Calls',
  access: 'app',
  params: { id: CallId },
  answers: { 200: oneAnswer(CallJson) },
};

interface Deps {
  readonly guarded: (handle: HandlerFor<KeyAccess>) => Handler;
  readonly kept: KeptAnswers;
  readonly calls: CallRepository;
  readonly clock: Clock;
}

/** Calls, for the CRM (contract §5). */
export const callRoutes = (deps: Deps): readonly Route[] => [
  route('GET', '/api/calls', deps.guarded(deps.kept(listCalls(deps))), LIST),
  route('GET', '/api/calls/active', deps.guarded(deps.kept(listActive(deps))), LIST_ACTIVE),
  route('GET', '/api/calls/:id', deps.guarded(deps.kept(find(deps))), FIND),
];

const listCalls =
  (deps: Deps): HandlerFor<KeyAccess> =>
  (request, { appId }) =>
    pipe(
      TE.fromEither(decodeQuery(CallsQuery, request)),
      TE.chainEitherK(oneWayOfNumbers),
      TE.chain((query) => listed(deps, request, appId, query, query.status && [storedStatus(query.status)])),
    );

const listActive =
  (deps: Deps): HandlerFor<KeyAccess> =>
  (request, { appId }) =>
    pipe(
      TE.fromEither(decodeQuery(ActiveCallsQuery, request)),
      TE.chainEitherK(oneWayOfNumbers),
      TE.chain((query) => listed(deps, request, appId, query, LIVE_STATUSES)),
    );

const listed = (
  { calls, clock }: Deps,
  request: HttpRequest,
  appId: AppId,
  query: t.TypeOf<typeof ActiveCallsQuery>,
  statuses?: readonly CallStatus[],
): TE.TaskEither<Problem, Reply> => {
  // Before any call is written: none changes unnoticed in between.
  const asked = clock.now();
  return listReply(request, query, (page) => calls.list(appId, filterOf(query, statuses), page), {
    owner: appId,
    toText: (call) => callToText(call, clock.now()),
    changesAt: (call) => durationChangesAt(call, asked),
  });
};

const find =
  ({ calls, clock }: Deps): HandlerFor<KeyAccess> =>
  (request, { appId }) =>
    pipe(
      TE.fromEither(decodeParam(CallId, request, 'id')),
      TE.chain((id) => pipe(calls.find(appId, id), TE.mapLeft(problemOf))),
      TE.chain(orNotFound('call')),
      TE.map((call) => foundAt(call, clock.now())),
    );

const foundAt = (call: Attributed<CallView>, now: Timestamp): Reply => {
  const goodUntil = durationChangesAt(call, now);
  return { ...oneAsText(callToText(call, now)), ...(goodUntil === null ? {} : { goodUntil }) };
};

/** The stream calls an ended call `completed`, so a filter may too. */
const storedStatus = (status: CallStatus | 'completed'): CallStatus => (status === 'completed' ? 'ended' : status);

const filterOf = (query: t.TypeOf<typeof ActiveCallsQuery>, statuses?: readonly CallStatus[]): CallFilter => ({
  statuses,
  direction: query.direction,
  from: query.from,
  to: query.to,
  number: query.number,
  dialpadUserId: query.dialpad_user_id,
  crmUserId: query.crm_user_id,
  conversationId: query.conversation_id,
  startedAfter: query.started_after,
  startedBefore: query.started_before,
});
