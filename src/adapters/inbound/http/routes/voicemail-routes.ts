import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import * as t from 'io-ts';
import type { AppRepository } from '../../../../application/ports/app-repository.js';
import type { Clock } from '../../../../application/ports/clock.js';
import type { VoicemailRepository } from '../../../../application/ports/voicemail-repository.js';
import type { KeyAccess } from '../../../../domain/app/key-access.js';
import { AppId, VoicemailId } from '../../../../domain/ids.js';
import { listAnswer, oneAnswer, successOf } from '../../../wire/answers.js';
import { VoicemailJson, voicemailToText } from '../../../wire/voicemail-json.js';
import { deleted, orNotFound, withTenant } from '../access.js';
import type { Audited } from '../audited.js';
import { decodeParam, decodeQuery } from '../decode.js';
import type { KeptAnswers } from '../kept-answers.js';
import { listReply } from '../list-reply.js';
import { problemOf } from '../problem.js';
import { DialpadIdQuery, numberParameters, oneWayOfNumbers, pageParameters } from '../query-codecs.js';
import { oneAsText, success } from '../reply.js';
import { type Handler, type HandlerFor, type OperationDoc, type Route, route } from '../route.js';

const VoicemailsQuery = t.partial({
  ...pageParameters,
  dialpad_user_id: DialpadIdQuery,
  ...numberParameters,
});

const LIST = {
  summary: 'Voicemails, newest first',
  tag: 'Voicemails',
  query: VoicemailsQuery,
  answers: { 200: listAnswer(VoicemailJson) },
} as const;
const FIND = { summary: 'One voicemail', tag: 'Voicemails', answers: { 200: oneAnswer(VoicemailJson) } } as const;
const OF_APP = { access: 'internal', params: { app_id: AppId } } as const;
const ONE_OF_APP = { access: 'internal', params: { app_id: AppId, id: VoicemailId } } as const;
const DELETE: OperationDoc = {
  ...ONE_OF_APP,
  summary: 'Deletes a voicemail; it cannot be restored',
  tag: 'Voicemails',
  answers: { 200: successOf({ data: t.type({ id: VoicemailId, deleted: t.literal(true) }), message: t.string }) },
};

interface Deps {
  readonly guarded: (handle: HandlerFor<KeyAccess>) => Handler;
  readonly kept: KeptAnswers;
  readonly internal: (handle: Handler) => Handler;
  readonly audited: Audited;
  readonly apps: AppRepository;
  readonly voicemails: VoicemailRepository;
  readonly clock: Clock;
}

/** Voicemails, for the CRM (contract §5) and for administration (§6). */
export const voicemailRoutes = (deps: Deps): readonly Route[] => {
  const forCrm = (handle: HandlerFor<AppId>) => deps.guarded(deps.kept((request, { appId }) => handle(request, appId)));
  const forAdmin = (handle: HandlerFor<AppId>) =>
    deps.internal(withTenant(deps.apps)((request, { id }) => handle(request, id)));
  const ofApp = '/internal/apps/:app_id/voicemails';
  return [
    route('GET', '/api/voicemails', forCrm(listVoicemails(deps)), { ...LIST, access: 'app' }),
    route('GET', '/api/voicemails/:id', forCrm(find(deps)), { ...FIND, access: 'app', params: { id: VoicemailId } }),
    route('GET', ofApp, forAdmin(listVoicemails(deps)), { ...LIST, ...OF_APP }),
    route('GET', `${ofApp}/:id`, forAdmin(find(deps)), { ...FIND, ...ONE_OF_APP }),
    route(
      'DELETE',
      `${ofApp}/:id`,
      deps.audited('voicemail.deleted')(withTenant(deps.apps)((request, { id }) => remove(deps)(request, id))),
      DELETE,
    ),
  ];
};

const listVoicemails =
  ({ voicemails }: Deps): HandlerFor<AppId> =>
  (request, appId) =>
    pipe(
      TE.fromEither(decodeQuery(VoicemailsQuery, request)),
      TE.chainEitherK(oneWayOfNumbers),
      TE.chain(({ dialpad_user_id: dialpadUserId, from, to, number, ...paging }) =>
        listReply(request, paging, (page) => voicemails.list(appId, { dialpadUserId, from, to, number }, page), {
          owner: appId,
          toText: voicemailToText,
        }),
      ),
    );

const find =
  ({ voicemails }: Deps): HandlerFor<AppId> =>
  (request, appId) =>
    pipe(
      TE.fromEither(decodeParam(VoicemailId, request, 'id')),
      TE.chain((id) => pipe(voicemails.find(appId, id), TE.mapLeft(problemOf))),
      TE.chain(orNotFound('voicemail')),
      TE.map((voicemail) => oneAsText(voicemailToText(voicemail))),
    );

const remove =
  ({ voicemails, clock }: Deps): HandlerFor<AppId> =>
  (request, appId) =>
    pipe(
      TE.fromEither(decodeParam(VoicemailId, request, 'id')),
      TE.chain((id) =>
        pipe(
          deleted('voicemail', voicemails.delete(appId, id, clock.now())),
          TE.map(() => success({ data: { id, deleted: true }, message: 'The voicemail was deleted.' })),
        ),
      ),
    );
