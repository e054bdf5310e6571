import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import * as t from 'io-ts';
import type { AppRepository } from '../../../../application/ports/app-repository.js';
import type { AppTenant } from '../../../../domain/app/app-tenant.js';
import { AppId } from '../../../../domain/ids.js';
import { oneAnswer, successOf } from '../../../wire/answers.js';
import { DialpadIdJson } from '../../../wire/dialpad-id-json.js';
import type { SimulationError, Simulations } from '../../worker/simulation.js';
import { withTenant } from '../access.js';
import type { Audited } from '../audited.js';
import { ShortText, wholeNumberBetween } from '../body-codecs.js';
import { decodeBody } from '../decode.js';
import { invalid, type Problem, problem, problemOf } from '../problem.js';
import { one, success } from '../reply.js';
import { type Handler, type HandlerFor, type OperationDoc, type Route, route } from '../route.js';

const MAX_SPEED = 100;
const DEFAULT_SCENARIO = 'answered';

const Wanted = t.partial({
  scenario: ShortText,
  speed: wholeNumberBetween(1, MAX_SPEED),
  dialpad_user_id: DialpadIdJson,
});
const ScenarioJson = t.type({ name: t.string, summary: t.string }, 'Scenario');

const FAILURES = { 403: 'This server runs in production, where nothing is simulated.' };
const LIST: OperationDoc = {
  tag: 'Dialpad',
  access: 'internal',
  summary: 'What can be simulated: calls, voicemails and messages, by name',
  answers: { 200: successOf({ data: t.readonlyArray(ScenarioJson) }) },
  failures: FAILURES,
};
const SIMULATE: OperationDoc = {
  tag: 'Dialpad',
  access: 'internal',
  params: { app_id: AppId },
  summary:
    'Simulates a call or an exchange of messages: signed webhooks arrive as Dialpad would send them, `speed` times as fast as in life. It goes to or from `dialpad_user_id`, if that is given',
  body: Wanted,
  answers: {
    202: oneAnswer(t.type({ scenario: t.string, summary: t.string, deliveries: t.number, seconds: t.number })),
  },
  failures: { ...FAILURES, 429: 'Too many simulations are under way.' },
};

interface Deps {
  readonly internal: (handle: Handler) => Handler;
  readonly audited: Audited;
  readonly apps: AppRepository;
  readonly simulations: Simulations;
  readonly isProduction: boolean;
}

/** Simulated calls, to try a server with before Dialpad is connected. Refused in production. */
export const simulationRoutes = (deps: Deps): readonly Route[] => {
  const { internal, audited, apps, isProduction } = deps;
  const inSandbox = (handle: Handler): Handler => (isProduction ? () => E.left(IN_PRODUCTION) : handle);
  return [
    route('GET', '/internal/simulations', internal(inSandbox(list(deps))), LIST),
    route(
      'POST',
      '/internal/apps/:app_id/simulate',
      audited('call.simulated')(inSandbox(withTenant(apps)(simulate(deps)))),
      SIMULATE,
    ),
  ];
};

const IN_PRODUCTION = problem(
  403,
  'This server runs in production, where nothing is simulated. Start one with another NODE_ENV to try it out.',
);

const TOO_LONG = invalid([{ path: 'dialpad_user_id', message: 'must be below 2^53 in a simulation' }]);

const list =
  ({ simulations }: Deps): Handler =>
  () =>
  async () =>
    E.right(success({ data: await simulations.list() }));

const simulate =
  ({ simulations }: Deps): HandlerFor<AppTenant> =>
  (request, app) =>
    pipe(
      decodeBody(Wanted, request),
      TE.filterOrElse(
        ({ dialpad_user_id: id }) => id === undefined || Number.isSafeInteger(Number(id)),
        () => TOO_LONG,
      ),
      TE.chain(({ scenario = DEFAULT_SCENARIO, speed = 1, dialpad_user_id: dialpadUserId = null }) =>
        pipe(simulations.start(app.id, { scenario, speed, dialpadUserId }), TE.mapLeft(simulationProblem)),
      ),
      TE.map(({ scenario: { name, summary }, deliveries, seconds }) => ({
        ...one({ scenario: name, summary, deliveries, seconds }),
        status: 202,
      })),
    );

const simulationProblem = (error: SimulationError): Problem => {
  switch (error._tag) {
    case 'NoSuchScenario':
      return invalid([{ path: 'scenario', message: `must be one of ${error.names.join(', ')}` }]);
    case 'TooManySimulations':
      return problem(429, `${error.most} simulations are under way. Wait until one of them is over.`, {
        headers: { 'retry-after': '10' },
      });
    default:
      return problemOf(error);
  }
};
