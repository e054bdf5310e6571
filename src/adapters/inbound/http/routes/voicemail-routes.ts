import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import * as t from 'io-ts';
import type { AppRepository } from '../../../../application/ports/app-repository.js';
import type { Clock } from '../../../../application/ports/clock.js';
import type { VoicemailRepository } from '../../../../application/ports/voicemail-repository.js';
import type { KeyAccess } from '../../../../domain/app/key-access.js';
import { AppId, VoicemailId } from '../../../../domain/ids.js';
import { listAnswer, oneAnswer, successOf } from '../../../wire/answers.js';
import { VoicemailJson, voicemailToJson } from '../../../wire/voicemail-json.js';
import { orNotFound, withTenant } from '../access.js';
import { decodeParam, decodeQuery } from '../decode.js';
import type { HttpRequest } from '../http-request.js';
import { notFound, type Problem, problemOf } from '../problem.js';
import { DialpadIdQuery, PhoneQuery, pageOf, pageParameters } from '../query-codecs.js';
import { list, one, type Reply, success } from '../reply.js';
import { type Handler, type HandlerFor, type Route, route } from '../route.js';

const VoicemailsQuery = t.partial({
  ...pageParameters,
  dialpad_user_id: DialpadIdQuery,
  from: PhoneQuery,
  to: PhoneQuery,
});

const LIST = {
  summary: 'Voicemails, newest first',
  tag: 'Voicemails',
  query: VoicemailsQuery,
  answers: { 200: listAnswer(VoicemailJson) },
} as const;
const ONE = { summary: 'One voicemail', tag: 'Voicemails', answers: { 200: oneAnswer(VoicemailJson) } } as const;

/** Voicemails, for the CRM (contract §5) and for administration (§6). */
export const voicemailRoutes = (deps: {
  readonly guarded: (handle: HandlerFor<KeyAccess>) => Handler;
  readonly internal: (handle: Handler) => Handler;
  readonly apps: AppRepository;
  readonly voicemails: VoicemailRepository;
  readonly clock: Clock;
}): readonly Route[] => {
  type OfApp = (request: HttpRequest, appId: AppId) => TE.TaskEither<Problem, Reply>;
  const forCrm = (handle: OfApp) => deps.guarded((request, { appId }) => handle(request, appId));
  const forAdmin = (handle: OfApp) => deps.internal(withTenant(deps.apps)((request, { id }) => handle(request, id)));

  const listVoicemails: OfApp = (request, appId) =>
    pipe(
      TE.fromEither(decodeQuery(VoicemailsQuery, request)),
      TE.chain((query) => {
        const page = pageOf(query);
        const filter = { dialpadUserId: query.dialpad_user_id, from: query.from, to: query.to };
        return pipe(
          deps.voicemails.list(appId, filter, page),
          TE.bimap(problemOf, (listed) => list(listed, page, voicemailToJson)),
        );
      }),
    );

  const find: OfApp = (request, appId) =>
    pipe(
      TE.fromEither(decodeParam(VoicemailId, request, 'id')),
      TE.chain((id) => pipe(deps.voicemails.find(appId, id), TE.mapLeft(problemOf))),
      TE.chain(orNotFound('voicemail')),
      TE.map((voicemail) => one(voicemailToJson(voicemail))),
    );

  const remove: OfApp = (request, appId) =>
    pipe(
      TE.fromEither(decodeParam(VoicemailId, request, 'id')),
      TE.chain((id) =>
        pipe(
          deps.voicemails.delete(appId, id, deps.clock.now()),
          TE.mapLeft(problemOf),
          TE.filterOrElse(
            (deleted) => deleted,
            () => notFound('voicemail'),
          ),
          TE.map(() => success({ data: { id, deleted: true }, message: 'The voicemail was deleted.' })),
        ),
      ),
    );

  const params = { app_id: AppId, id: VoicemailId };
  return [
    route('GET', '/api/voicemails', forCrm(listVoicemails), { ...LIST, access: 'app' }),
    route('GET', '/api/voicemails/:id', forCrm(find), { ...ONE, access: 'app', params: { id: VoicemailId } }),
    route('GET', '/internal/apps/:app_id/voicemails', forAdmin(listVoicemails), {
      ...LIST,
      access: 'internal',
      params: { app_id: AppId },
    }),
    route('GET', '/internal/apps/:app_id/voicemails/:id', forAdmin(find), { ...ONE, access: 'internal', params }),
    route('DELETE', '/internal/apps/:app_id/voicemails/:id', forAdmin(remove), {
      summary: 'Deletes a voicemail, for good',
      tag: 'Voicemails',
      access: 'internal',
      params,
      answers: { 200: successOf({ data: t.type({ id: VoicemailId, deleted: t.literal(true) }), message: t.string }) },
    }),
  ];
};
