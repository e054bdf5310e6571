import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import * as t from 'io-ts';
import type { ManageEndpoints } from '../../../../application/endpoints/manage-endpoints.js';
import type { TryEndpoint } from '../../../../application/endpoints/try-endpoint.js';
import type { AppTenant } from '../../../../domain/app/app-tenant.js';
import { AppId, EndpointId } from '../../../../domain/ids.js';
import { oneAnswer } from '../../../wire/answers.js';
import {
  AttemptsJson,
  attemptsToJson,
  DeadLettersJson,
  deadLettersToJson,
  OutcomeJson,
  outcomeToJson,
} from '../../../wire/endpoint-json.js';
import { nullable } from '../../../wire/nullable.js';
import { decodeParam } from '../decode.js';
import { wholeNumber } from '../query-codecs.js';
import { one } from '../reply.js';
import { type HandlerFor, type OperationDoc, type Route, route } from '../route.js';
import { type AdminDeps, answered, ENDPOINT, forAdministrators, OF_ENDPOINT, ofEndpoint } from './of-endpoint.js';

const Seq = wholeNumber(1, Number.MAX_SAFE_INTEGER);

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
  summary:
    'Sends the dead letters once more, oldest first, until one fails, 20 are sent, or the time of a request is over',
  answers: { 200: oneAnswer(t.type({ delivered: t.number, left: t.number, problem: nullable(t.string) })) },
};

interface Deps extends AdminDeps {
  readonly endpoints: TryEndpoint & Pick<ManageEndpoints, 'find'>;
}

/** What was sent to an endpoint, and what is sent to it by hand, for administration. */
export const endpointAttemptRoutes = (deps: Deps): readonly Route[] => {
  const { endpoints } = deps;
  const { show, act } = forAdministrators(deps);
  return [
    route('POST', `${ENDPOINT}/test`, act('endpoint.tested', test(endpoints)), TEST),
    route('GET', `${ENDPOINT}/attempts`, show(attempts(endpoints)), ATTEMPTS),
    route('GET', `${ENDPOINT}/dead-letters`, show(deadLetters(endpoints)), DEAD_LETTERS),
    route('POST', `${ENDPOINT}/dead-letters/replay`, act('endpoint.replayed', replayAll(endpoints)), REPLAY_ALL),
    route('POST', `${ENDPOINT}/dead-letters/:seq/replay`, act('endpoint.replayed', replay(endpoints)), REPLAY),
  ];
};

const test = (endpoints: TryEndpoint): HandlerFor<AppTenant> =>
  ofEndpoint((app, id) => answered(endpoints.test(app.id, id), (outcome) => one(outcomeToJson(outcome))));

const attempts = (endpoints: Deps['endpoints']): HandlerFor<AppTenant> =>
  ofEndpoint((app, id) => answered(endpoints.find(app.id, id), (endpoint) => one(attemptsToJson(endpoint))));

const deadLetters = (endpoints: Deps['endpoints']): HandlerFor<AppTenant> =>
  ofEndpoint((app, id) => answered(endpoints.find(app.id, id), (endpoint) => one(deadLettersToJson(endpoint))));

const replay =
  (endpoints: TryEndpoint): HandlerFor<AppTenant> =>
  (request, tenant) =>
    ofEndpoint((app, id) =>
      pipe(
        TE.fromEither(decodeParam(Seq, request, 'seq')),
        TE.chain((seq) => answered(endpoints.replay(app.id, id, seq), (outcome) => one(outcomeToJson(outcome)))),
      ),
    )(request, tenant);

const replayAll = (endpoints: TryEndpoint): HandlerFor<AppTenant> =>
  ofEndpoint((app, id) =>
    answered(endpoints.replayAll(app.id, id), ({ delivered, left, problem }) => ({
      ...one({ delivered, left, problem }),
      subject: { count: delivered },
    })),
  );
