import { type Answer, refusal } from './answer.js';
import { API_PREFIX, findOperation, type Operation, operationsOf, type Reach } from './api.js';
import type { ApiRequest } from './api-request.js';
import type { LiveCalls } from './live-calls.js';
import { authorize, token } from './oauth.js';
import type { SimulationState } from './simulation-state.js';

/** Answers requests to the API and to the OAuth endpoints. */
export const makeRequestHandler = (state: SimulationState, live: LiveCalls): ((request: ApiRequest) => Answer) => {
  const { app, grants } = state;
  const operations = operationsOf({ ...state, live });
  return (request) => {
    switch (`${request.method} ${request.path}`) {
      case 'GET /oauth2/authorize':
        return authorize(request, app, grants);
      case 'POST /oauth2/token':
        return token(request, app, grants);
      case 'POST /oauth2/deauthorize':
        return deauthorize(request, state);
      default:
        return request.path.startsWith(API_PREFIX)
          ? answerOfApi(request, operations, state)
          : refusal(404, 'Not found.');
    }
  };
};

/** The scopes of a request's bearer, null for all; undefined for an unknown bearer. */
const reachOf = (
  { authorization, query, at }: ApiRequest,
  { apiKey, grants }: Pick<SimulationState, 'apiKey' | 'grants'>,
): Reach | undefined => {
  const bearer = /^Bearer (.+)$/i.exec(authorization ?? '')?.[1] ?? query.get('apikey');
  if (bearer === null || bearer === undefined) return undefined;
  return bearer === apiKey ? null : (grants.scopesOf(bearer, at) ?? undefined);
};

const deauthorize = (request: ApiRequest, state: SimulationState): Answer => {
  if (reachOf(request, state) === undefined) return refusal(401, 'Invalid token.');
  state.grants.revoke();
  return { status: 204, headers: {}, body: '' };
};

const answerOfApi = (request: ApiRequest, operations: readonly Operation[], state: SimulationState): Answer => {
  const reach = reachOf(request, state);
  if (reach === undefined) return refusal(401, 'Invalid token.', { 'www-authenticate': 'Bearer' });
  const found = findOperation(operations, request);
  if ('status' in found) return found;
  const { operation, id } = found;
  const wait = state.limiter.take(operation.name, request.at, operation.limitOf?.(request));
  if (wait > 0) return refusal(429, 'Rate limit exceeded.', { 'retry-after': String(Math.ceil(wait / 1000)) });
  if (operation.scope !== undefined && reach !== null && !reach.includes(operation.scope)) {
    return refusal(403, `Requires scope: ${operation.scope}`);
  }
  return operation.answer(request, id, reach);
};
