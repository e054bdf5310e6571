import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import * as t from 'io-ts';
import type { ApiKeyRepository } from '../../../../application/ports/api-key-repository.js';
import type { AppRepository } from '../../../../application/ports/app-repository.js';
import type { AdminAction } from '../../../../application/ports/audit-log.js';
import type { IssuedKey, RevokeKeys, RotateKey } from '../../../../application/tenants/keys.js';
import { type ApiKey, currentKey } from '../../../../domain/app/api-key.js';
import type { AppTenant } from '../../../../domain/app/app-tenant.js';
import { AppId } from '../../../../domain/ids.js';
import { listAnswer, successOf } from '../../../wire/answers.js';
import { AuditEntryJson, auditEntryToJson } from '../../../wire/audit-entry-json.js';
import { IsoTime } from '../../../wire/iso-time.js';
import { nullable } from '../../../wire/nullable.js';
import { withTenant } from '../access.js';
import type { Audited } from '../audited.js';
import { wholeNumberBetween } from '../body-codecs.js';
import { decodeBody, decodeQuery } from '../decode.js';
import { problemOf } from '../problem.js';
import { pageOf, pageParameters, word } from '../query-codecs.js';
import { list, type Reply, success } from '../reply.js';
import { type Handler, type HandlerFor, type OperationDoc, type Route, route } from '../route.js';

/** The note in every answer that shows a key. */
export const KEY_NOTE = 'Store this key in your .env file. It will never be shown again.';

const MAX_GRACE_SECONDS = 86_400;
const Rotation = t.partial({ grace_seconds: wholeNumberBetween(0, MAX_GRACE_SECONDS) });
const AuditQuery = t.partial({ ...pageParameters, order: word(['asc', 'desc']) });

const OF_APP = { tag: 'Keys', access: 'internal', params: { app_id: AppId } } as const;
const ISSUED = {
  ...OF_APP,
  body: Rotation,
  answers: {
    201: successOf({ api_key: t.string, app_id: AppId, app_name: t.string, rotated_at: IsoTime, note: t.string }),
  },
} as const;

const ISSUE: OperationDoc = {
  ...ISSUED,
  summary: 'Makes a key, which is shown once; any other key of the app becomes invalid',
};
const ROTATE: OperationDoc = {
  ...ISSUED,
  summary: 'Replaces the key; the old one becomes invalid at once, or after `grace_seconds`',
};
const REVOKE: OperationDoc = {
  ...OF_APP,
  summary: 'Revokes every key of the app',
  answers: { 200: successOf({ app_id: AppId, app_name: t.string, revoked_at: IsoTime, message: t.string }) },
  failures: { 409: 'The app has no key to revoke.' },
};
const STATUS: OperationDoc = {
  ...OF_APP,
  summary: 'The state of the key, with the last characters of it',
  answers: {
    200: successOf({
      app_id: AppId,
      app_name: t.string,
      has_active_key: t.boolean,
      key_hint: nullable(t.string),
      rotated_at: nullable(IsoTime),
      is_active: t.boolean,
      last_used_at: nullable(IsoTime),
    }),
  },
};
const AUDIT: OperationDoc = {
  ...OF_APP,
  summary: 'The history of the keys',
  query: AuditQuery,
  answers: { 200: listAnswer(AuditEntryJson) },
};

interface Deps {
  readonly internal: (handle: Handler) => Handler;
  readonly audited: Audited;
  readonly apps: AppRepository;
  readonly apiKeys: ApiKeyRepository;
  readonly rotateKey: RotateKey;
  readonly revokeKeys: RevokeKeys;
}

/** The keys of an app, for administration (contract §6). */
export const apiKeyRoutes = (deps: Deps): readonly Route[] => {
  const forAdmin = (handle: HandlerFor<AppTenant>): Handler => deps.internal(withTenant(deps.apps)(handle));
  const act = (action: AdminAction, handle: HandlerFor<AppTenant>): Handler =>
    deps.audited(action)(withTenant(deps.apps)(handle));
  const path = '/internal/apps/:app_id/api-key';
  return [
    route('POST', path, act('key.created', rotate(deps)), ISSUE),
    route('POST', `${path}/rotate`, act('key.rotated', rotate(deps)), ROTATE),
    route('POST', `${path}/revoke`, act('key.revoked', revoke(deps)), REVOKE),
    route('GET', `${path}/status`, forAdmin(status(deps)), STATUS),
    route('GET', `${path}/audit`, forAdmin(audit(deps)), AUDIT),
  ];
};

const rotate =
  ({ rotateKey }: Deps): HandlerFor<AppTenant> =>
  (request, app) =>
    pipe(
      decodeBody(Rotation, request),
      TE.chain(({ grace_seconds = 0 }) => pipe(rotateKey(app, grace_seconds), TE.mapLeft(problemOf))),
      TE.map(issued),
    );

const issued = ({ app, key, issuedAt }: IssuedKey): Reply =>
  success(
    { api_key: key, app_id: app.id, app_name: app.name, rotated_at: IsoTime.encode(issuedAt), note: KEY_NOTE },
    201,
  );

const revoke =
  ({ revokeKeys }: Deps): HandlerFor<AppTenant> =>
  (_request, app) =>
    pipe(
      revokeKeys(app),
      TE.bimap(problemOf, ({ revokedAt }) =>
        success({
          app_id: app.id,
          app_name: app.name,
          revoked_at: IsoTime.encode(revokedAt),
          message: 'The keys of this app are no longer valid.',
        }),
      ),
    );

const status =
  ({ apiKeys }: Deps): HandlerFor<AppTenant> =>
  (_request, app) =>
    pipe(
      apiKeys.ring(app.id),
      TE.bimap(problemOf, (ring) => statusOf(app, O.isSome(ring) ? currentKey(ring.value) : null)),
    );

const statusOf = (app: AppTenant, key: ApiKey | null): Reply =>
  success({
    app_id: app.id,
    app_name: app.name,
    has_active_key: key !== null,
    key_hint: key?.hint ?? null,
    rotated_at: key === null ? null : IsoTime.encode(key.createdAt),
    is_active: app.isActive,
    last_used_at: key?.lastUsedAt == null ? null : IsoTime.encode(key.lastUsedAt),
  });

const audit =
  ({ apiKeys }: Deps): HandlerFor<AppTenant> =>
  (request, app) =>
    pipe(
      TE.fromEither(decodeQuery(AuditQuery, request)),
      TE.chain(({ order, ...paging }) => {
        const page = pageOf(paging);
        return pipe(
          apiKeys.audit(app.id, page, order === 'desc' ? 'newest-first' : 'oldest-first'),
          TE.bimap(problemOf, (listed) => list(listed, page, auditEntryToJson)),
        );
      }),
    );
