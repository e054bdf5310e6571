import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import * as t from 'io-ts';
import type { InspectWebhook } from '../../../../application/phone-system/inspect-webhook.js';
import type {
  ProvisionWebhook,
  RemoveWebhook,
  RotateWebhookSecret,
} from '../../../../application/phone-system/provision-webhook.js';
import type { AppRepository } from '../../../../application/ports/app-repository.js';
import type { AdminAction } from '../../../../application/ports/audit-log.js';
import type { Clock } from '../../../../application/ports/clock.js';
import type { RecordOf } from '../../../../application/records/app-record.js';
import type { AppTenant } from '../../../../domain/app/app-tenant.js';
import { isWanted, type Webhook } from '../../../../domain/dialpad-connection/webhook.js';
import { AppId } from '../../../../domain/ids.js';
import { oneAnswer, successOf } from '../../../wire/answers.js';
import { WebhookCheckJson, webhookCheckToJson } from '../../../wire/webhook-check-json.js';
import { WebhookJson, webhookToJson } from '../../../wire/webhook-json.js';
import { withTenant } from '../access.js';
import type { Audited } from '../audited.js';
import { wholeNumberBetween } from '../body-codecs.js';
import { decodeBody } from '../decode.js';
import { notFound, problemOf } from '../problem.js';
import { one, success } from '../reply.js';
import { type Handler, type HandlerFor, type OperationDoc, type Route, route } from '../route.js';

/** Longer than Dialpad retries a delivery: about four hours for an SMS event (dialpad/events.md §1). */
const DEFAULT_GRACE_SECONDS = 6 * 3600;
const MAX_GRACE_SECONDS = 7 * 86_400;
const Rotation = t.partial({ grace_seconds: wholeNumberBetween(0, MAX_GRACE_SECONDS) });

const OF_APP = { tag: 'Dialpad', access: 'internal', params: { app_id: AppId } } as const;
const FAILURES = {
  409: 'The app is not connected, or another process is setting up its webhook.',
  502: 'Dialpad refused the request.',
  503: 'Dialpad or storage is out of reach, or the server is not configured for this.',
};

const PROVISION: OperationDoc = {
  ...OF_APP,
  summary: 'Makes the app’s webhook and subscriptions at Dialpad, or repairs what is missing',
  answers: { 200: successOf({ data: WebhookJson, changes: t.readonlyArray(t.string) }) },
  failures: FAILURES,
};
const SHOW: OperationDoc = {
  ...OF_APP,
  summary: 'The app’s webhook at Dialpad',
  answers: { 200: oneAnswer(WebhookJson) },
};
const CHECK: OperationDoc = {
  ...OF_APP,
  summary: 'Asks Dialpad whether it accepts the app’s access, and how its webhook and subscriptions stand there',
  answers: { 200: oneAnswer(WebhookCheckJson) },
  failures: {
    409: 'The app is not connected, or its connection is broken.',
    502: 'Dialpad refused the request.',
    503: 'Dialpad or storage is out of reach.',
  },
};
const ROTATE_SECRET: OperationDoc = {
  ...OF_APP,
  summary: 'Gives the webhook a new secret; deliveries signed with the old one are accepted for `grace_seconds`',
  body: Rotation,
  answers: { 200: oneAnswer(WebhookJson) },
  failures: FAILURES,
};
const REMOVE: OperationDoc = {
  ...OF_APP,
  summary: 'Deletes the app’s webhook and subscriptions at Dialpad',
  answers: { 200: successOf({ message: t.string }) },
  failures: FAILURES,
};

interface Deps {
  readonly internal: (handle: Handler) => Handler;
  readonly audited: Audited;
  readonly apps: AppRepository;
  readonly webhooks: RecordOf<Webhook>;
  readonly inspect: InspectWebhook;
  readonly provision: ProvisionWebhook;
  readonly rotateSecret: RotateWebhookSecret;
  readonly remove: RemoveWebhook;
  readonly clock: Clock;
}

/** An app's webhook at Dialpad, for administration (contract §6). */
export const webhookSetupRoutes = (deps: Deps): readonly Route[] => {
  const forAdmin = (handle: HandlerFor<AppTenant>): Handler => deps.internal(withTenant(deps.apps)(handle));
  const act = (action: AdminAction, handle: HandlerFor<AppTenant>): Handler =>
    deps.audited(action)(withTenant(deps.apps)(handle));
  const path = '/internal/apps/:app_id/dialpad/webhook';
  return [
    route('POST', path, act('webhook.created', provision(deps)), PROVISION),
    route('GET', path, forAdmin(show(deps)), SHOW),
    route('GET', '/internal/apps/:app_id/dialpad/check', forAdmin(check(deps)), CHECK),
    route('POST', `${path}/rotate-secret`, act('webhook.secret.rotated', rotateSecret(deps)), ROTATE_SECRET),
    route('DELETE', path, act('webhook.removed', remove(deps)), REMOVE),
  ];
};

const provision =
  (deps: Deps): HandlerFor<AppTenant> =>
  (_request, app) =>
    pipe(
      deps.provision(app.id),
      TE.bimap(problemOf, ({ webhook, done }) =>
        success({ data: webhookToJson(webhook, deps.clock.now()), changes: done }),
      ),
    );

const show =
  ({ webhooks, clock }: Deps): HandlerFor<AppTenant> =>
  (_request, app) =>
    pipe(
      webhooks.read(app.id),
      TE.mapLeft(problemOf),
      TE.map(O.filter(isWanted)),
      TE.chain(TE.fromOption(() => notFound('webhook'))),
      TE.map((webhook) => one(webhookToJson(webhook, clock.now()))),
    );

const check =
  ({ inspect }: Deps): HandlerFor<AppTenant> =>
  (_request, app) =>
    pipe(
      inspect(app.id),
      TE.bimap(problemOf, (inspected) => one(webhookCheckToJson(inspected))),
    );

const rotateSecret =
  (deps: Deps): HandlerFor<AppTenant> =>
  (request, app) =>
    pipe(
      decodeBody(Rotation, request),
      TE.chain(({ grace_seconds = DEFAULT_GRACE_SECONDS }) =>
        pipe(deps.rotateSecret(app.id, grace_seconds), TE.mapLeft(problemOf)),
      ),
      TE.map((webhook) => one(webhookToJson(webhook, deps.clock.now()))),
    );

const remove =
  (deps: Deps): HandlerFor<AppTenant> =>
  (_request, app) =>
    pipe(
      deps.remove(app.id),
      TE.bimap(problemOf, () => success({ message: 'The webhook and its subscriptions are deleted at Dialpad.' })),
    );
