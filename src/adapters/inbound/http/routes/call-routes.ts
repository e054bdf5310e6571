import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import * as t from 'io-ts';
import type { CallFilter, CallRepository } from '../../../../application/ports/call-repository.js';
import type { Clock } from '../../../../application/ports/clock.js';
import type { KeyAccess } from '../../../../domain/app/key-access.js';
import { CALL_STATUSES, type CallStatus, LIVE_STATUSES } from '../../../../domain/call/call-status.js';
import { CallId } from '../../../../domain/ids.js';
import { listAnswer, oneAnswer } from '../../../wire/answers.js';
import { CallJson, callToJson } from '../../../wire/call-json.js';
import { IsoTime } from '../../../wire/iso-time.js';
import { orNotFound } from '../access.js';
import { decodeParam, decodeQuery } from '../decode.js';
import { problemOf } from '../problem.js';
import { DialpadIdQuery, PhoneQuery, pageOf, pageParameters, TextQuery, word } from '../query-codecs.js';
import { list, one } from '../reply.js';
import { type Handler, type HandlerFor, type Route, route } from '../route.js';

const filterParameters = {
  ...pageParameters,
  direction: word(['inbound', 'outbound']),
  from: PhoneQuery,
  to: PhoneQuery,
  dialpad_user_id: DialpadIdQuery,
  crm_user_id: TextQuery,
  conversation_id: DialpadIdQuery,
  started_after: IsoTime,
  started_before: IsoTime,
};
const ActiveCallsQuery = t.partial(filterParameters);
const CallsQuery = t.partial({ ...filterParameters, status: word([...CALL_STATUSES, 'completed']) });

/** Calls for the CRM (contract §5). */
export const callRoutes = (deps: {
  readonly guarded: (handle: HandlerFor<KeyAccess>) => Handler;
  readonly calls: CallRepository;
  readonly clock: Clock;
}): readonly Route[] => {
  const { guarded } = deps;

  const answer = (access: KeyAccess, query: t.TypeOf<typeof ActiveCallsQuery>, statuses?: readonly CallStatus[]) => {
    const page = pageOf(query);
    return pipe(
      deps.calls.list(access.appId, filterOf(query, statuses), page),
      TE.bimap(problemOf, (listed) => list(listed, page, (call) => callToJson(call, deps.clock.now()))),
    );
  };

  const listCalls: HandlerFor<KeyAccess> = (request, access) =>
    pipe(
      TE.fromEither(decodeQuery(CallsQuery, request)),
      TE.chain((query) => answer(access, query, query.status && [storedStatus(query.status)])),
    );

  const listActive: HandlerFor<KeyAccess> = (request, access) =>
    pipe(
      TE.fromEither(decodeQuery(ActiveCallsQuery, request)),
      TE.chain((query) => answer(access, query, LIVE_STATUSES)),
    );

  const find: HandlerFor<KeyAccess> = (request, { appId }) =>
    pipe(
      TE.fromEither(decodeParam(CallId, request, 'id')),
      TE.chain((id) => pipe(deps.calls.find(appId, id), TE.mapLeft(problemOf))),
      TE.chain(orNotFound('call')),
      TE.map((call) => one(callToJson(call, deps.clock.now()))),
    );

  return [
    route('GET', '/api/calls', guarded(listCalls), {
      summary: 'Calls, newest first',
      tag: 'Calls',
      access: 'app',
      query: CallsQuery,
      answers: { 200: listAnswer(CallJson) },
    }),
    route('GET', '/api/calls/active', guarded(listActive), {
      summary: 'Calls that ring or are active',
      tag: 'Calls',
      access: 'app',
      query: ActiveCallsQuery,
      answers: { 200: listAnswer(CallJson) },
    }),
    route('GET', '/api/calls/:id', guarded(find), {
      summary: 'One call',
      tag: 'Calls',
      access: 'app',
      params: { id: CallId },
      answers: { 200: oneAnswer(CallJson) },
    }),
  ];
};

/** The stream calls an ended call `completed`; so may a filter. */
const storedStatus = (status: CallStatus | 'completed'): CallStatus => (status === 'completed' ? 'ended' : status);

const filterOf = (query: t.TypeOf<typeof ActiveCallsQuery>, statuses?: readonly CallStatus[]): CallFilter => ({
  statuses,
  direction: query.direction,
  from: query.from,
  to: query.to,
  dialpadUserId: query.dialpad_user_id,
  crmUserId: query.crm_user_id,
  conversationId: query.conversation_id,
  startedAfter: query.started_after,
  startedBefore: query.started_before,
});
