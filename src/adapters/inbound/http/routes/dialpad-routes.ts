import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import * as t from 'io-ts';
import type { BeginConnect } from '../../../../application/phone-system/connect.js';
import type { Disconnect } from '../../../../application/phone-system/disconnect.js';
import type {
  ProvisionWebhook,
  RemoveWebhook,
  RotateWebhookSecret,
} from '../../../../application/phone-system/provision-webhook.js';
import type { AppRepository } from '../../../../application/ports/app-repository.js';
import type { Clock } from '../../../../application/ports/clock.js';
import type { RecordOf } from '../../../../application/records/app-record.js';
import type { AppTenant } from '../../../../domain/app/app-tenant.js';
import type { DialpadConnection } from '../../../../domain/dialpad-connection/dialpad-connection.js';
import { isWanted, type Webhook } from '../../../../domain/dialpad-connection/webhook.js';
import { AppId } from '../../../../domain/ids.js';
import { oneAnswer, successOf } from '../../../wire/answers.js';
import { ConnectionJson, connectionToJson } from '../../../wire/connection-json.js';
import { IsoTime } from '../../../wire/iso-time.js';
import { WebhookJson, webhookToJson } from '../../../wire/webhook-json.js';
import { withTenant } from '../access.js';
import { wholeNumberBetween } from '../body-codecs.js';
import { decodeBody } from '../decode.js';
import { notFound, problemOf } from '../problem.js';
import { one, success } from '../reply.js';
import { type Handler, type HandlerFor, type Route, route } from '../route.js';

const OF_APP = { tag: 'Dialpad', access: 'internal', params: { app_id: AppId } } as const;

/** Longer than Dialpad tries a delivery: an SMS event for about four hours (dialpad/events.md §1). */
const USUAL_GRACE_SECONDS = 6 * 3600;
const Rotation = t.partial({ grace_seconds: wholeNumberBetween(0, 7 * 86_400) });

const NOT_NOW = {
  409: 'The app is not connected, or somebody else sets up its webhook.',
  502: 'Dialpad refused the request.',
  503: 'Dialpad or storage is out of reach, or the server is not configured for this.',
};

/** How an app is tied to Dialpad, for administration (contract §6). */
export const dialpadRoutes = (deps: {
  readonly internal: (handle: Handler) => Handler;
  readonly apps: AppRepository;
  readonly connections: RecordOf<DialpadConnection>;
  readonly webhooks: RecordOf<Webhook>;
  /** Whether an API key takes the place of every app's own connection. */
  readonly hasApiKey: boolean;
  readonly beginConnect: BeginConnect;
  readonly disconnect: Disconnect;
  readonly provision: ProvisionWebhook;
  readonly rotateSecret: RotateWebhookSecret;
  readonly remove: RemoveWebhook;
  readonly clock: Clock;
}): readonly Route[] => {
  const forAdmin = (handle: HandlerFor<AppTenant>): Handler => deps.internal(withTenant(deps.apps)(handle));

  const connect: HandlerFor<AppTenant> = (_request, app) =>
    pipe(
      deps.beginConnect(app),
      TE.bimap(problemOf, ({ authorizeUrl, expiresAt }) =>
        success({ authorize_url: authorizeUrl, expires_at: IsoTime.encode(expiresAt) }),
      ),
    );

  const show: HandlerFor<AppTenant> = (_request, app) =>
    pipe(
      deps.connections.current(app.id),
      TE.bimap(problemOf, (connection) => one(connectionToJson(connection, deps.hasApiKey, deps.clock.now()))),
    );

  const end: HandlerFor<AppTenant> = (_request, app) =>
    pipe(
      deps.disconnect(app),
      TE.bimap(problemOf, ({ revoked }) =>
        success({ message: revoked ? 'Disconnected; Dialpad has ended the tokens.' : 'Disconnected.', revoked }),
      ),
    );

  const provision: HandlerFor<AppTenant> = (_request, app) =>
    pipe(
      deps.provision(app.id),
      TE.bimap(problemOf, ({ webhook, done }) =>
        success({ data: webhookToJson(webhook, deps.clock.now()), changes: done }),
      ),
    );

  const showWebhook: HandlerFor<AppTenant> = (_request, app) =>
    pipe(
      deps.webhooks.read(app.id),
      TE.mapLeft(problemOf),
      TE.map(O.filter(isWanted)),
      TE.chain(TE.fromOption(() => notFound('webhook'))),
      TE.map((webhook) => one(webhookToJson(webhook, deps.clock.now()))),
    );

  const rotate: HandlerFor<AppTenant> = (request, app) =>
    pipe(
      TE.fromEither(decodeBody(Rotation, request)),
      TE.chain(({ grace_seconds = USUAL_GRACE_SECONDS }) =>
        pipe(deps.rotateSecret(app.id, grace_seconds), TE.mapLeft(problemOf)),
      ),
      TE.map((webhook) => one(webhookToJson(webhook, deps.clock.now()))),
    );

  const remove: HandlerFor<AppTenant> = (_request, app) =>
    pipe(
      deps.remove(app.id),
      TE.bimap(problemOf, () => success({ message: 'The webhook and its subscriptions are deleted at Dialpad.' })),
    );

  return [
    route('POST', '/internal/apps/:app_id/dialpad/connect', forAdmin(connect), {
      ...OF_APP,
      summary: 'Where to send an administrator’s browser, to connect the app to its Dialpad account',
      answers: { 200: successOf({ authorize_url: t.string, expires_at: IsoTime }) },
      failures: { 503: 'Storage is out of reach, or the server is not configured for OAuth.' },
    }),
    route('GET', '/internal/apps/:app_id/dialpad', forAdmin(show), {
      ...OF_APP,
      summary: 'How the app is connected to Dialpad',
      answers: { 200: oneAnswer(ConnectionJson) },
    }),
    route('DELETE', '/internal/apps/:app_id/dialpad', forAdmin(end), {
      ...OF_APP,
      summary: 'Disconnects the app: its tokens are ended at Dialpad, and forgotten here',
      answers: { 200: successOf({ message: t.string, revoked: t.boolean }) },
    }),
    route('POST', '/internal/apps/:app_id/dialpad/webhook', forAdmin(provision), {
      ...OF_APP,
      summary: 'Makes the app’s webhook and subscriptions at Dialpad, or mends what is missing',
      answers: { 200: successOf({ data: WebhookJson, changes: t.readonlyArray(t.string) }) },
      failures: NOT_NOW,
    }),
    route('GET', '/internal/apps/:app_id/dialpad/webhook', forAdmin(showWebhook), {
      ...OF_APP,
      summary: 'The app’s webhook at Dialpad',
      answers: { 200: oneAnswer(WebhookJson) },
    }),
    route('POST', '/internal/apps/:app_id/dialpad/webhook/rotate-secret', forAdmin(rotate), {
      ...OF_APP,
      summary: 'Gives the webhook a new secret; what was signed with the old one is taken for a while longer',
      body: Rotation,
      answers: { 200: oneAnswer(WebhookJson) },
      failures: NOT_NOW,
    }),
    route('DELETE', '/internal/apps/:app_id/dialpad/webhook', forAdmin(remove), {
      ...OF_APP,
      summary: 'Deletes the app’s webhook and subscriptions at Dialpad',
      answers: { 200: successOf({ message: t.string }) },
      failures: NOT_NOW,
    }),
  ];
};
