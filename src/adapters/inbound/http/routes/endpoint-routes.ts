import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import * as t from 'io-ts';
import type { ManageEndpoints, WithSecret } from '../../../../application/endpoints/manage-endpoints.js';
import type { AppRepository } from '../../../../application/ports/app-repository.js';
import type { AdminAction } from '../../../../application/ports/audit-log.js';
import type { AppTenant } from '../../../../domain/app/app-tenant.js';
import type { Endpoint } from '../../../../domain/endpoint/endpoint.js';
import type { AppEventType } from '../../../../domain/event/app-event.js';
import { AppId, EndpointId } from '../../../../domain/ids.js';
import { oneAnswer, successOf } from '../../../wire/answers.js';
import {
  AttemptsJson,
  attemptsToJson,
  DeadLettersJson,
  deadLettersToJson,
  EndpointJson,
  endpointToJson,
  OutcomeJson,
  outcomeToJson,
} from '../../../wire/endpoint-json.js';
import { EVENT_NAMES } from '../../../wire/event-json.js';
import { nullable } from '../../../wire/nullable.js';
import { oneOf } from '../../../wire/words.js';
import { withTenant } from '../access.js';
import type { Audited } from '../audited.js';
import { listOfAtMost, ShortText, WebAddress, wholeNumberBetween } from '../body-codecs.js';
import { decodeBody, decodeParam } from '../decode.js';
import { type Problem, problemOf } from '../problem.js';
import { wholeNumber } from '../query-codecs.js';
import { one, type Reply, success } from '../reply.js';
import { type Handler, type HandlerFor, type OperationDoc, type Route, route } from '../route.js';

const EventNames = listOfAtMost(EVENT_NAMES.length, oneOf(EVENT_NAMES as readonly AppEventType[]));
const NewEndpointJson = t.intersection([
  t.type({ url: WebAddress }),
  t.partial({ description: nullable(ShortText), events: nullable(EventNames) }),
]);
const ChangeJson = t.partial({
  url: WebAddress,
  description: nullable(ShortText),
  events: nullable(EventNames),
  enabled: t.boolean,
});
const MAX_GRACE_SECONDS = 86_400;
const RotationJson = t.partial({ grace_seconds: wholeNumberBetween(0, MAX_GRACE_SECONDS) });
const Seq = wholeNumber(1, Number.MAX_SAFE_INTEGER);

const OF_APP = { tag: 'Endpoints', access: 'internal', params: { app_id: AppId } } as const;
const OF_ENDPOINT = { ...OF_APP, params: { app_id: AppId, id: EndpointId } } as const;
const SHOWN = { 200: oneAnswer(EndpointJson) };
const SECRET_SHOWN = successOf({ data: EndpointJson, secret: t.string, note: t.string });

const LIST: OperationDoc = {
  ...OF_APP,
  summary: 'The endpoints that the app’s events are sent to',
  answers: { 200: oneAnswer(t.readonlyArray(EndpointJson)) },
};
const CREATE: OperationDoc = {
  ...OF_APP,
  summary:
    'Makes an endpoint: it is sent the events from now on, signed after Standard Webhooks. The secret is shown once',
  body: NewEndpointJson,
  answers: { 201: SECRET_SHOWN },
  failures: { 409: 'The app has 20 endpoints already.' },
};
const SHOW: OperationDoc = { ...OF_ENDPOINT, summary: 'One endpoint', answers: SHOWN };
const CHANGE: OperationDoc = {
  ...OF_ENDPOINT,
  summary: 'Changes an endpoint, or switches it on or off; one that is switched on is tried at once',
  body: ChangeJson,
  answers: SHOWN,
};
const REMOVE: OperationDoc = {
  ...OF_ENDPOINT,
  summary: 'Deletes an endpoint, with its dead letters',
  answers: { 200: successOf({ message: t.string }) },
};
const ROTATE: OperationDoc = {
  ...OF_ENDPOINT,
  summary: 'Gives an endpoint a new secret; both sign for `grace_seconds` (a day, if none is given)',
  body: RotationJson,
  answers: { 200: SECRET_SHOWN },
};
const TEST: OperationDoc = {
  ...OF_ENDPOINT,
  summary: 'Sends a test, and says how it went',
  answers: { 200: oneAnswer(OutcomeJson) },
};
const ATTEMPTS: OperationDoc = {
  ...OF_ENDPOINT,
  summary: 'The last 20 attempts, newest first',
  answers: { 200: oneAnswer(AttemptsJson) },
};
const DEAD_LETTERS: OperationDoc = {
  ...OF_ENDPOINT,
  summary: 'The last 200 events that were given up, newest first',
  answers: { 200: oneAnswer(DeadLettersJson) },
};
const REPLAY: OperationDoc = {
  ...OF_ENDPOINT,
  params: { app_id: AppId, id: EndpointId, seq: Seq },
  summary: 'Sends a dead letter once more, and says how it went',
  answers: { 200: oneAnswer(OutcomeJson) },
  failures: { 404: 'There is no such dead letter, or its event was pruned.' },
};
const REPLAY_ALL: OperationDoc = {
  ...OF_ENDPOINT,
  summary: 'Sends the dead letters once more, oldest first, until one fails or 20 are sent',
  answers: { 200: oneAnswer(t.type({ delivered: t.number, left: t.number, problem: nullable(t.string) })) },
};

interface Deps {
  readonly internal: (handle: Handler) => Handler;
  readonly audited: Audited;
  readonly apps: AppRepository;
  readonly endpoints: ManageEndpoints;
}

/** Telling other systems an app's events, for administration. */
export const endpointRoutes = (deps: Deps): readonly Route[] => {
  const { endpoints } = deps;
  const forAdmin = (handle: HandlerFor<AppTenant>): Handler => deps.internal(withTenant(deps.apps)(handle));
  const act = (action: AdminAction, handle: HandlerFor<AppTenant>): Handler =>
    deps.audited(action)(withTenant(deps.apps)(handle));
  const show = (toReply: (endpoint: Endpoint) => Reply) =>
    forAdmin(ofEndpoint((app, id) => answered(endpoints.find(app.id, id), toReply)));
  const all = '/internal/apps/:app_id/endpoints';
  const path = `${all}/:id`;
  return [
    route('GET', all, forAdmin(list(endpoints)), LIST),
    route('POST', all, act('endpoint.created', create(endpoints)), CREATE),
    route(
      'GET',
      path,
      show((endpoint) => one(endpointToJson(endpoint))),
      SHOW,
    ),
    route('PATCH', path, act('endpoint.changed', change(endpoints)), CHANGE),
    route('DELETE', path, act('endpoint.deleted', remove(endpoints)), REMOVE),
    route('POST', `${path}/rotate-secret`, act('endpoint.secret.rotated', rotate(endpoints)), ROTATE),
    route('POST', `${path}/test`, act('endpoint.tested', test(endpoints)), TEST),
    route(
      'GET',
      `${path}/attempts`,
      show((endpoint) => one(attemptsToJson(endpoint))),
      ATTEMPTS,
    ),
    route(
      'GET',
      `${path}/dead-letters`,
      show((endpoint) => one(deadLettersToJson(endpoint))),
      DEAD_LETTERS,
    ),
    route('POST', `${path}/dead-letters/replay`, act('endpoint.replayed', replayAll(endpoints)), REPLAY_ALL),
    route('POST', `${path}/dead-letters/:seq/replay`, act('endpoint.replayed', replay(endpoints)), REPLAY),
  ];
};

/** Answers for the endpoint that the path names. */
const ofEndpoint =
  (answer: (app: AppTenant, id: EndpointId) => TE.TaskEither<Problem, Reply>): HandlerFor<AppTenant> =>
  (request, app) =>
    pipe(
      TE.fromEither(decodeParam(EndpointId, request, 'id')),
      TE.chain((id) => answer(app, id)),
    );

const answered = <A>(done: TE.TaskEither<Parameters<typeof problemOf>[0], A>, toReply: (result: A) => Reply) =>
  pipe(done, TE.bimap(problemOf, toReply));

const SHOWN_ONCE = 'Store the secret where the receiver verifies: it is not shown again.';

const withSecret =
  (status: 200 | 201) =>
  ({ endpoint, secret }: WithSecret): Reply => ({
    ...success({ data: endpointToJson(endpoint), secret, note: SHOWN_ONCE }, status),
    subject: { targetId: endpoint.id },
  });

const list =
  (endpoints: ManageEndpoints): HandlerFor<AppTenant> =>
  (_request, app) =>
    answered(endpoints.list(app.id), (all) => one(all.map(endpointToJson)));

const create =
  (endpoints: ManageEndpoints): HandlerFor<AppTenant> =>
  (request, app) =>
    pipe(
      decodeBody(NewEndpointJson, request),
      TE.chain(({ url, description = null, events = null }) =>
        answered(endpoints.create(app.id, { url, description, events }), withSecret(201)),
      ),
    );

const change =
  (endpoints: ManageEndpoints): HandlerFor<AppTenant> =>
  (request, tenant) =>
    ofEndpoint((app, id) =>
      pipe(
        decodeBody(ChangeJson, request),
        TE.chain(({ enabled, ...others }) =>
          answered(endpoints.change(app.id, id, { ...others, isEnabled: enabled }), (endpoint) =>
            one(endpointToJson(endpoint)),
          ),
        ),
      ),
    )(request, tenant);

const remove = (endpoints: ManageEndpoints): HandlerFor<AppTenant> =>
  ofEndpoint((app, id) =>
    answered(endpoints.remove(app.id, id), () => success({ message: 'The endpoint was deleted.' })),
  );

const rotate =
  (endpoints: ManageEndpoints): HandlerFor<AppTenant> =>
  (request, tenant) =>
    ofEndpoint((app, id) =>
      pipe(
        decodeBody(RotationJson, request),
        TE.chain(({ grace_seconds = MAX_GRACE_SECONDS }) =>
          answered(endpoints.rotateSecret(app.id, id, grace_seconds * 1000), withSecret(200)),
        ),
      ),
    )(request, tenant);

const test = (endpoints: ManageEndpoints): HandlerFor<AppTenant> =>
  ofEndpoint((app, id) => answered(endpoints.test(app.id, id), (outcome) => one(outcomeToJson(outcome))));

const replay =
  (endpoints: ManageEndpoints): HandlerFor<AppTenant> =>
  (request, tenant) =>
    ofEndpoint((app, id) =>
      pipe(
        TE.fromEither(decodeParam(Seq, request, 'seq')),
        TE.chain((seq) => answered(endpoints.replay(app.id, id, seq), (outcome) => one(outcomeToJson(outcome)))),
      ),
    )(request, tenant);

const replayAll = (endpoints: ManageEndpoints): HandlerFor<AppTenant> =>
  ofEndpoint((app, id) =>
    answered(endpoints.replayAll(app.id, id), ({ delivered, left, problem }) => ({
      ...one({ delivered, left, problem }),
      subject: { count: delivered },
    })),
  );
