import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import * as t from 'io-ts';
import type { ManageEndpoints, WithSecret } from '../../../../application/endpoints/manage-endpoints.js';
import type { AppTenant } from '../../../../domain/app/app-tenant.js';
import type { AppEventType } from '../../../../domain/event/app-event.js';
import { oneAnswer, successOf } from '../../../wire/answers.js';
import { EndpointJson, endpointToJson } from '../../../wire/endpoint-json.js';
import { EVENT_NAMES } from '../../../wire/event-json.js';
import { nullable } from '../../../wire/nullable.js';
import { oneOf } from '../../../wire/words.js';
import { listBetween, onlyFields, orTakenAway, ShortText, WebAddress, wholeNumberBetween } from '../body-codecs.js';
import { decodeBody } from '../decode.js';
import { one, type Reply, success } from '../reply.js';
import { type HandlerFor, type OperationDoc, type Route, route } from '../route.js';
import {
  type AdminDeps,
  answered,
  ENDPOINT,
  ENDPOINTS,
  forAdministrators,
  OF_APP,
  OF_ENDPOINT,
  ofEndpoint,
} from './of-endpoint.js';

/** An endpoint that is told nothing would look like one that works. */
const EventNames = listBetween(1, EVENT_NAMES.length, oneOf(EVENT_NAMES as readonly AppEventType[]));
const described = { description: orTakenAway(ShortText), events: nullable(EventNames) };
const NewEndpointJson = onlyFields({ url: WebAddress }, described);
const ChangeJson = onlyFields({}, { url: WebAddress, ...described, enabled: t.boolean });
const MAX_GRACE_SECONDS = 86_400;
const RotationJson = onlyFields({}, { grace_seconds: wholeNumberBetween(0, MAX_GRACE_SECONDS) });

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

interface Deps extends AdminDeps {
  readonly endpoints: ManageEndpoints;
}

/** The endpoints of an app, for administration. */
export const endpointRoutes = (deps: Deps): readonly Route[] => {
  const { endpoints } = deps;
  const { show, act } = forAdministrators(deps);
  return [
    route('GET', ENDPOINTS, show(list(endpoints)), LIST),
    route('POST', ENDPOINTS, act('endpoint.created', create(endpoints)), CREATE),
    route('GET', ENDPOINT, show(find(endpoints)), SHOW),
    route('PATCH', ENDPOINT, act('endpoint.changed', change(endpoints)), CHANGE),
    route('DELETE', ENDPOINT, act('endpoint.deleted', remove(endpoints)), REMOVE),
    route('POST', `${ENDPOINT}/rotate-secret`, act('endpoint.secret.rotated', rotate(endpoints)), ROTATE),
  ];
};

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

const find = (endpoints: ManageEndpoints): HandlerFor<AppTenant> =>
  ofEndpoint((app, id) => answered(endpoints.find(app.id, id), (endpoint) => one(endpointToJson(endpoint))));

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

const SHOWN_ONCE = 'Store the secret where the receiver verifies: it is not shown again.';

const withSecret =
  (status: 200 | 201) =>
  ({ endpoint, secret }: WithSecret): Reply => ({
    ...success({ data: endpointToJson(endpoint), secret, note: SHOWN_ONCE }, status),
    subject: { targetId: endpoint.id },
  });
