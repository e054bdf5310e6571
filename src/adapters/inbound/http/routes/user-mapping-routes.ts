import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import type { Option } from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import * as t from 'io-ts';
import type { AppRepository } from '../../../../application/ports/app-repository.js';
import type { AdminAction } from '../../../../application/ports/audit-log.js';
import type { StorageError } from '../../../../application/ports/storage-error.js';
import type { UserMappingRepository } from '../../../../application/ports/user-mapping-repository.js';
import type { MapUsers } from '../../../../application/tenants/map-users.js';
import type { AppTenant } from '../../../../domain/app/app-tenant.js';
import { AppId, MappingId } from '../../../../domain/ids.js';
import { contradictions, type WantedMapping } from '../../../../domain/user-mapping/contradictions.js';
import type { UserMapping } from '../../../../domain/user-mapping/user-mapping.js';
import { listAnswer, oneAnswer, successOf } from '../../../wire/answers.js';
import { DialpadIdJson } from '../../../wire/dialpad-id-json.js';
import { UserMappingJson, userMappingToJson } from '../../../wire/user-mapping-json.js';
import { deleted, orNotFound, withTenant } from '../access.js';
import type { Audited } from '../audited.js';
import { listOfAtMost, ShortText } from '../body-codecs.js';
import { decodeBody, decodeParam, decodeQuery } from '../decode.js';
import { invalid, type Problem, problemOf } from '../problem.js';
import { DialpadIdQuery, pageOf, pageParameters } from '../query-codecs.js';
import { list, one, type Reply, success } from '../reply.js';
import { type Handler, type HandlerFor, type OperationDoc, type Route, route } from '../route.js';

const MAX_AT_ONCE = 10_000;
const DEFAULT_LIMIT = 100;

const NewMapping = t.type({ dialpad_user_id: DialpadIdJson, crm_user_id: ShortText });
const MappingBatch = t.type({ mappings: listOfAtMost(MAX_AT_ONCE, NewMapping) });
const MappingsQuery = t.partial(pageParameters);

const OF_APP = { tag: 'Users', access: 'internal', params: { app_id: AppId } } as const;
const OF_DIALPAD_USER = { ...OF_APP, params: { app_id: AppId, dialpad_user_id: DialpadIdQuery } } as const;
const DELETED = { 200: successOf({ message: t.string }) };

const MAP: OperationDoc = {
  ...OF_APP,
  summary: 'Maps a Dialpad user to a CRM user; replaces an earlier mapping',
  body: NewMapping,
  answers: { 200: successOf({ data: UserMappingJson, message: t.string }) },
};
const MAP_BATCH: OperationDoc = {
  ...OF_APP,
  summary: 'The same for up to 10,000 users, all or none',
  body: MappingBatch,
  answers: { 200: successOf({ message: t.string, count: t.number }) },
};
const LIST: OperationDoc = {
  ...OF_APP,
  summary: 'Mappings, newest first',
  query: MappingsQuery,
  answers: { 200: listAnswer(UserMappingJson) },
};
const FIND_BY_DIALPAD_USER: OperationDoc = {
  ...OF_DIALPAD_USER,
  summary: 'The mapping of a Dialpad user',
  answers: { 200: oneAnswer(UserMappingJson) },
};
const FIND_BY_CRM_USER: OperationDoc = {
  ...OF_APP,
  summary: 'The mapping of a CRM user',
  params: { app_id: AppId, crm_user_id: ShortText },
  answers: { 200: oneAnswer(UserMappingJson) },
};
const DELETE_BY_DIALPAD_USER: OperationDoc = {
  ...OF_DIALPAD_USER,
  summary: 'Deletes the mapping of a Dialpad user',
  answers: DELETED,
};
const DELETE: OperationDoc = {
  ...OF_APP,
  summary: 'Deletes a mapping',
  params: { app_id: AppId, id: MappingId },
  answers: DELETED,
};

interface Deps {
  readonly internal: (handle: Handler) => Handler;
  readonly audited: Audited;
  readonly apps: AppRepository;
  readonly mappings: UserMappingRepository;
  readonly mapUsers: MapUsers;
}

/** Which CRM user each Dialpad user is, for administration (contract §6). */
export const userMappingRoutes = (deps: Deps): readonly Route[] => {
  const forAdmin = (handle: HandlerFor<AppTenant>): Handler => deps.internal(withTenant(deps.apps)(handle));
  const act = (action: AdminAction, handle: HandlerFor<AppTenant>): Handler =>
    deps.audited(action)(withTenant(deps.apps)(handle));
  const users = '/internal/apps/:app_id/users';
  const byDialpadUser = `${users}/mappings/dialpad/:dialpad_user_id`;
  return [
    route('POST', `${users}/map`, act('mapping.saved', map(deps)), MAP),
    route('POST', `${users}/batch-map`, act('mappings.imported', mapBatch(deps)), MAP_BATCH),
    route('GET', `${users}/mappings`, forAdmin(listMappings(deps)), LIST),
    route('GET', byDialpadUser, forAdmin(findByDialpadUser(deps)), FIND_BY_DIALPAD_USER),
    route('GET', `${users}/mappings/crm/:crm_user_id`, forAdmin(findByCrmUser(deps)), FIND_BY_CRM_USER),
    route('DELETE', byDialpadUser, act('mapping.deleted', deleteByDialpadUser(deps)), DELETE_BY_DIALPAD_USER),
    route('DELETE', `${users}/mappings/:id`, act('mapping.deleted', deleteMapping(deps)), DELETE),
  ];
};

const map =
  ({ mapUsers }: Deps): HandlerFor<AppTenant> =>
  (request, app) =>
    pipe(
      decodeBody(NewMapping, request),
      TE.chain((user) => pipe(mapUsers(app.id, [toUser(user)]), TE.mapLeft(problemOf))),
      TE.map(([mapping]) => ({
        ...success({
          data: mapping && userMappingToJson(mapping),
          message: 'The Dialpad user is mapped to the CRM user.',
        }),
        subject: { targetId: mapping?.id ?? null },
      })),
    );

const mapBatch =
  ({ mapUsers }: Deps): HandlerFor<AppTenant> =>
  (request, app) =>
    pipe(
      decodeBody(MappingBatch, request),
      TE.map(({ mappings }) => mappings.map(toUser)),
      TE.chainFirstEitherK(withoutContradiction),
      TE.chain((users) => pipe(mapUsers(app.id, users), TE.mapLeft(problemOf))),
      TE.map((mappings) => {
        const count = new Set(mappings.map(({ dialpadUserId }) => dialpadUserId)).size;
        return { ...success({ message: `${count} users are mapped.`, count }), subject: { count } };
      }),
    );

/** Refuses a batch that maps one Dialpad user to two CRM users, and names the rows. */
const withoutContradiction = (users: readonly WantedMapping[]): E.Either<Problem, void> => {
  const rows = contradictions(users);
  if (rows.length === 0) return E.right(undefined);
  const message = 'maps a Dialpad user to one CRM user, and another row maps the same one to another';
  return E.left(invalid(rows.map((index) => ({ path: `mappings.${index}`, message }))));
};

const toUser = ({ dialpad_user_id: dialpadUserId, crm_user_id: crmUserId }: t.TypeOf<typeof NewMapping>) => ({
  dialpadUserId,
  crmUserId,
});

const listMappings =
  ({ mappings }: Deps): HandlerFor<AppTenant> =>
  (request, app) =>
    pipe(
      TE.fromEither(decodeQuery(MappingsQuery, request)),
      TE.chain((query) => {
        const page = pageOf(query, DEFAULT_LIMIT);
        return pipe(
          mappings.list(app.id, page),
          TE.bimap(problemOf, (listed) => list(listed, page, userMappingToJson)),
        );
      }),
    );

const findByDialpadUser =
  ({ mappings }: Deps): HandlerFor<AppTenant> =>
  (request, app) =>
    pipe(
      TE.fromEither(decodeParam(DialpadIdQuery, request, 'dialpad_user_id')),
      TE.chain((id) => found(mappings.findByDialpadUser(app.id, id))),
    );

const findByCrmUser =
  ({ mappings }: Deps): HandlerFor<AppTenant> =>
  (request, app) =>
    pipe(
      TE.fromEither(decodeParam(ShortText, request, 'crm_user_id')),
      TE.chain((id) => found(mappings.findByCrmUser(app.id, id))),
    );

const deleteByDialpadUser =
  ({ mappings }: Deps): HandlerFor<AppTenant> =>
  (request, app) =>
    pipe(
      TE.fromEither(decodeParam(DialpadIdQuery, request, 'dialpad_user_id')),
      TE.chain((id) => removed(mappings.deleteByDialpadUser(app.id, id))),
    );

const deleteMapping =
  ({ mappings }: Deps): HandlerFor<AppTenant> =>
  (request, app) =>
    pipe(
      TE.fromEither(decodeParam(MappingId, request, 'id')),
      TE.chain((id) => removed(mappings.delete(app.id, id))),
    );

const found = (search: TE.TaskEither<StorageError, Option<UserMapping>>): TE.TaskEither<Problem, Reply> =>
  pipe(
    search,
    TE.mapLeft(problemOf),
    TE.chain(orNotFound('mapping')),
    TE.map((mapping) => one(userMappingToJson(mapping))),
  );

const removed = (deletion: TE.TaskEither<StorageError, boolean>): TE.TaskEither<Problem, Reply> =>
  pipe(
    deleted('mapping', deletion),
    TE.map(() => success({ message: 'The mapping was deleted.' })),
  );
