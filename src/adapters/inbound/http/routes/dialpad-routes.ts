import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import * as t from 'io-ts';
import type { BeginConnect } from '../../../../application/phone-system/connect.js';
import type { Disconnect } from '../../../../application/phone-system/disconnect.js';
import type { AppRepository } from '../../../../application/ports/app-repository.js';
import type { AdminAction } from '../../../../application/ports/audit-log.js';
import type { Clock } from '../../../../application/ports/clock.js';
import type { RecordOf } from '../../../../application/records/app-record.js';
import type { AppTenant } from '../../../../domain/app/app-tenant.js';
import type { DialpadConnection } from '../../../../domain/dialpad-connection/dialpad-connection.js';
import { AppId } from '../../../../domain/ids.js';
import { oneAnswer, successOf } from '../../../wire/answers.js';
import { ConnectionJson, connectionToJson } from '../../../wire/connection-json.js';
import { IsoTime } from '../../../wire/iso-time.js';
import { withTenant } from '../access.js';
import type { Audited } from '../audited.js';
import { problemOf } from '../problem.js';
import { one, success } from '../reply.js';
import { type Handler, type HandlerFor, type OperationDoc, type Route, route } from '../route.js';

const OF_APP = { tag: 'Dialpad', access: 'internal', params: { app_id: AppId } } as const;
const CONNECT: OperationDoc = {
  ...OF_APP,
  summary: 'The address at which an administrator connects the app to its Dialpad account',
  answers: { 200: successOf({ authorize_url: t.string, expires_at: IsoTime }) },
  failures: { 503: 'Storage is out of reach, or the server is not configured for OAuth.' },
};
const SHOW: OperationDoc = {
  ...OF_APP,
  summary: 'The app’s connection to Dialpad',
  answers: { 200: oneAnswer(ConnectionJson) },
};
const DISCONNECT: OperationDoc = {
  ...OF_APP,
  summary: 'Disconnects the app: its tokens are revoked at Dialpad and deleted here',
  answers: { 200: successOf({ message: t.string, revoked: t.boolean }) },
};

interface Deps {
  readonly internal: (handle: Handler) => Handler;
  readonly audited: Audited;
  readonly apps: AppRepository;
  readonly connections: RecordOf<DialpadConnection>;
  /** Whether the server has an API key, which replaces the connection of every app. */
  readonly hasApiKey: boolean;
  readonly beginConnect: BeginConnect;
  readonly disconnect: Disconnect;
  readonly clock: Clock;
}

/** How an app is connected to Dialpad, for administration (contract §6). */
export const dialpadRoutes = (deps: Deps): readonly Route[] => {
  const forAdmin = (handle: HandlerFor<AppTenant>): Handler => deps.internal(withTenant(deps.apps)(handle));
  const act = (action: AdminAction, handle: HandlerFor<AppTenant>): Handler =>
    deps.audited(action)(withTenant(deps.apps)(handle));
  const path = '/internal/apps/:app_id/dialpad';
  return [
    route('POST', `${path}/connect`, act('dialpad.connect', connect(deps)), CONNECT),
    route('GET', path, forAdmin(show(deps)), SHOW),
    route('DELETE', path, act('dialpad.disconnected', disconnect(deps)), DISCONNECT),
  ];
};

const connect =
  ({ beginConnect }: Deps): HandlerFor<AppTenant> =>
  (_request, app) =>
    pipe(
      beginConnect(app),
      TE.bimap(problemOf, ({ authorizeUrl, expiresAt }) =>
        success({ authorize_url: authorizeUrl, expires_at: IsoTime.encode(expiresAt) }),
      ),
    );

const show =
  ({ connections, hasApiKey, clock }: Deps): HandlerFor<AppTenant> =>
  (_request, app) =>
    pipe(
      connections.current(app.id),
      TE.bimap(problemOf, (connection) => one(connectionToJson(connection, hasApiKey, clock.now()))),
    );

const disconnect =
  (deps: Deps): HandlerFor<AppTenant> =>
  (_request, app) =>
    pipe(
      deps.disconnect(app),
      TE.bimap(problemOf, ({ revoked }) =>
        success({ message: revoked ? 'Disconnected. Dialpad has revoked the tokens.' : 'Disconnected.', revoked }),
      ),
    );
