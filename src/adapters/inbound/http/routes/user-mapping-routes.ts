import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import * as t from 'io-ts';
import type { AppRepository } from '../../../../application/ports/app-repository.js';
import type { StorageError } from '../../../../application/ports/storage-error.js';
import type { UserMappingRepository } from '../../../../application/ports/user-mapping-repository.js';
import type { MapUsers } from '../../../../application/tenants/map-users.js';
import type { AppTenant } from '../../../../domain/app/app-tenant.js';
import { AppId, MappingId } from '../../../../domain/ids.js';
import { listAnswer, oneAnswer, successOf } from '../../../wire/answers.js';
import { DialpadIdJson } from '../../../wire/dialpad-id-json.js';
import { UserMappingJson, userMappingToJson } from '../../../wire/user-mapping-json.js';
import { orNotFound, withTenant } from '../access.js';
import { ShortText } from '../body-codecs.js';
import { decodeBody, decodeParam, decodeQuery } from '../decode.js';
import { notFound, type Problem, problem, problemOf } from '../problem.js';
import { DialpadIdQuery, pageOf, pageParameters } from '../query-codecs.js';
import { list, one, type Reply, success } from '../reply.js';
import { type Handler, type HandlerFor, type Route, route } from '../route.js';

const MAX_AT_ONCE = 10_000;
const USUAL_PAGE = 100;

const NewMapping = t.type({ dialpad_user_id: DialpadIdJson, crm_user_id: ShortText });
const MappingBatch = t.type({ mappings: t.array(NewMapping) });
const MappingsQuery = t.partial(pageParameters);

const OF_APP = { tag: 'Users', access: 'internal', params: { app_id: AppId } } as const;
const DELETED = { 200: successOf({ message: t.string }) };

/** Who Dialpad's users are in the CRM, for administration (contract §6). */
export const userMappingRoutes = (deps: {
  readonly internal: (handle: Handler) => Handler;
  readonly apps: AppRepository;
  readonly mappings: UserMappingRepository;
  readonly mapUsers: MapUsers;
}): readonly Route[] => {
  const forAdmin = (handle: HandlerFor<AppTenant>): Handler => deps.internal(withTenant(deps.apps)(handle));

  const map: HandlerFor<AppTenant> = (request, app) =>
    pipe(
      TE.fromEither(decodeBody(NewMapping, request)),
      TE.chain((user) => pipe(deps.mapUsers(app.id, [toUser(user)]), TE.mapLeft(problemOf))),
      TE.map(([mapping]) =>
        success({
          data: mapping && userMappingToJson(mapping),
          message: 'The Dialpad user is mapped to the CRM user.',
        }),
      ),
    );

  const mapBatch: HandlerFor<AppTenant> = (request, app) =>
    pipe(
      TE.fromEither(decodeBody(MappingBatch, request)),
      TE.filterOrElse(
        ({ mappings }) => mappings.length <= MAX_AT_ONCE,
        () => problem(400, `Send at most ${MAX_AT_ONCE} mappings at once.`),
      ),
      TE.chain(({ mappings }) => pipe(deps.mapUsers(app.id, mappings.map(toUser)), TE.mapLeft(problemOf))),
      TE.map(({ length }) => success({ message: `${length} users are mapped.`, count: length })),
    );

  const listMappings: HandlerFor<AppTenant> = (request, app) =>
    pipe(
      TE.fromEither(decodeQuery(MappingsQuery, request)),
      TE.chain((query) => {
        const page = pageOf(query, USUAL_PAGE);
        return pipe(
          deps.mappings.list(app.id, page),
          TE.bimap(problemOf, (listed) => list(listed, page, userMappingToJson)),
        );
      }),
    );

  const findByDialpadUser: HandlerFor<AppTenant> = (request, app) =>
    pipe(
      TE.fromEither(decodeParam(DialpadIdQuery, request, 'dialpad_user_id')),
      TE.chain((id) => pipe(deps.mappings.findByDialpadUser(app.id, id), TE.mapLeft(problemOf))),
      TE.chain(orNotFound('mapping')),
      TE.map((mapping) => one(userMappingToJson(mapping))),
    );

  const findByCrmUser: HandlerFor<AppTenant> = (request, app) =>
    pipe(
      TE.fromEither(decodeParam(ShortText, request, 'crm_user_id')),
      TE.chain((id) => pipe(deps.mappings.findByCrmUser(app.id, id), TE.mapLeft(problemOf))),
      TE.chain(orNotFound('mapping')),
      TE.map((mapping) => one(userMappingToJson(mapping))),
    );

  const remove: HandlerFor<AppTenant> = (request, app) =>
    pipe(
      TE.fromEither(decodeParam(MappingId, request, 'id')),
      TE.chain((id) => removed(deps.mappings.delete(app.id, id))),
    );

  const removeByDialpadUser: HandlerFor<AppTenant> = (request, app) =>
    pipe(
      TE.fromEither(decodeParam(DialpadIdQuery, request, 'dialpad_user_id')),
      TE.chain((id) => removed(deps.mappings.deleteByDialpadUser(app.id, id))),
    );

  return [
    route('POST', '/internal/apps/:app_id/users/map', forAdmin(map), {
      ...OF_APP,
      summary: 'Says who a Dialpad user is in the CRM: creates or updates',
      body: NewMapping,
      answers: { 200: successOf({ data: UserMappingJson, message: t.string }) },
    }),
    route('POST', '/internal/apps/:app_id/users/batch-map', forAdmin(mapBatch), {
      ...OF_APP,
      summary: 'The same for up to 10,000 users, all or nothing',
      body: MappingBatch,
      answers: { 200: successOf({ message: t.string, count: t.number }) },
    }),
    route('GET', '/internal/apps/:app_id/users/mappings', forAdmin(listMappings), {
      ...OF_APP,
      summary: 'Mappings, newest first',
      query: MappingsQuery,
      answers: { 200: listAnswer(UserMappingJson) },
    }),
    route('GET', '/internal/apps/:app_id/users/mappings/dialpad/:dialpad_user_id', forAdmin(findByDialpadUser), {
      ...OF_APP,
      summary: 'The mapping of a Dialpad user',
      params: { app_id: AppId, dialpad_user_id: DialpadIdQuery },
      answers: { 200: oneAnswer(UserMappingJson) },
    }),
    route('GET', '/internal/apps/:app_id/users/mappings/crm/:crm_user_id', forAdmin(findByCrmUser), {
      ...OF_APP,
      summary: 'The mapping of a CRM user',
      params: { app_id: AppId, crm_user_id: ShortText },
      answers: { 200: oneAnswer(UserMappingJson) },
    }),
    route('DELETE', '/internal/apps/:app_id/users/mappings/dialpad/:dialpad_user_id', forAdmin(removeByDialpadUser), {
      ...OF_APP,
      summary: 'Deletes the mapping of a Dialpad user',
      params: { app_id: AppId, dialpad_user_id: DialpadIdQuery },
      answers: DELETED,
    }),
    route('DELETE', '/internal/apps/:app_id/users/mappings/:id', forAdmin(remove), {
      ...OF_APP,
      summary: 'Deletes a mapping',
      params: { app_id: AppId, id: MappingId },
      answers: DELETED,
    }),
  ];
};

const toUser = ({ dialpad_user_id: dialpadUserId, crm_user_id: crmUserId }: t.TypeOf<typeof NewMapping>) => ({
  dialpadUserId,
  crmUserId,
});

const removed = (deletion: TE.TaskEither<StorageError, boolean>): TE.TaskEither<Problem, Reply> =>
  pipe(
    deletion,
    TE.mapLeft(problemOf),
    TE.filterOrElse(
      (deleted) => deleted,
      () => notFound('mapping'),
    ),
    TE.map(() => success({ message: 'The mapping was deleted.' })),
  );
