import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import * as t from 'io-ts';
import type { AppRepository } from '../../../../application/ports/app-repository.js';
import type { ChangeApp, CreateApp } from '../../../../application/tenants/apps.js';
import type { AppTenant } from '../../../../domain/app/app-tenant.js';
import { AppId } from '../../../../domain/ids.js';
import { listAnswer, oneAnswer, successOf } from '../../../wire/answers.js';
import { AppJson, appToJson, CountryOrNull } from '../../../wire/app-json.js';
import { IsoTime } from '../../../wire/iso-time.js';
import { withTenant } from '../access.js';
import type { Audited } from '../audited.js';
import { ShortText } from '../body-codecs.js';
import { decodeBody, decodeParam, decodeQuery } from '../decode.js';
import { problem, problemOf } from '../problem.js';
import { pageOf, pageParameters } from '../query-codecs.js';
import { list, one, success } from '../reply.js';
import { type Handler, type HandlerFor, type OperationDoc, type Route, route } from '../route.js';
import { KEY_NOTE } from './api-key-routes.js';

const AppsQuery = t.partial(pageParameters);
const NewApp = t.type({ name: ShortText });
const AppChange = t.partial({ name: ShortText, is_active: t.boolean, country: CountryOrNull });

const APPS = { tag: 'Apps', access: 'internal' } as const;
const OF_APP = { ...APPS, params: { app_id: AppId }, answers: { 200: oneAnswer(AppJson) } } as const;
const CREATE: OperationDoc = {
  ...APPS,
  summary: 'Creates an app with its first key, which is shown once',
  body: NewApp,
  answers: {
    201: successOf({ app_id: AppId, app_name: t.string, api_key: t.string, created_at: IsoTime, note: t.string }),
  },
};
const LIST: OperationDoc = {
  ...APPS,
  summary: 'Apps, oldest first',
  query: AppsQuery,
  answers: { 200: listAnswer(AppJson) },
};
const SHOW: OperationDoc = { ...OF_APP, summary: 'One app' };
const CHANGE: OperationDoc = {
  ...OF_APP,
  summary: 'Renames an app, switches it on or off, or gives it a country',
  body: AppChange,
};

interface Deps {
  readonly internal: (handle: Handler) => Handler;
  readonly audited: Audited;
  readonly apps: AppRepository;
  readonly createApp: CreateApp;
  readonly changeApp: ChangeApp;
}

/** Apps, for administration (contract §6). */
export const appRoutes = (deps: Deps): readonly Route[] => [
  route('POST', '/internal/apps', deps.audited('app.created')(create(deps)), CREATE),
  route('GET', '/internal/apps', deps.internal(listApps(deps)), LIST),
  route('GET', '/internal/apps/:app_id', deps.internal(withTenant(deps.apps)(show)), SHOW),
  route('PATCH', '/internal/apps/:app_id', deps.audited('app.changed')(change(deps)), CHANGE),
];

const create =
  ({ createApp }: Deps): Handler =>
  (request) =>
    pipe(
      decodeBody(NewApp, request),
      TE.chain(({ name }) => pipe(createApp(name), TE.mapLeft(problemOf))),
      TE.map(({ app, key }) => {
        const createdAt = IsoTime.encode(app.createdAt);
        const shown = { app_id: app.id, app_name: app.name, api_key: key, created_at: createdAt, note: KEY_NOTE };
        return { ...success(shown, 201), subject: { appId: app.id } };
      }),
    );

const listApps =
  ({ apps }: Deps): Handler =>
  (request) =>
    pipe(
      TE.fromEither(decodeQuery(AppsQuery, request)),
      TE.chain((query) => {
        const page = pageOf(query);
        return pipe(
          apps.list(page),
          TE.bimap(problemOf, (listed) => list(listed, page, appToJson)),
        );
      }),
    );

const show: HandlerFor<AppTenant> = (_request, app) => TE.right(one(appToJson(app)));

const change =
  ({ changeApp }: Deps): Handler =>
  (request) =>
    pipe(
      TE.Do,
      TE.apS('id', TE.fromEither(decodeParam(AppId, request, 'app_id'))),
      TE.apS('wanted', decodeBody(AppChange, request)),
      TE.chain(({ id, wanted: { name, is_active: isActive, country } }) =>
        pipe(
          changeApp(id, { name, isActive, country }),
          TE.mapLeft(problemOf),
          TE.chain(TE.fromOption(() => problem(404, 'There is no such app.'))),
        ),
      ),
      TE.map((app) => one(appToJson(app))),
    );
