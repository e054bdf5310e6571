import * as E from 'fp-ts/lib/Either.js';
import { problem } from './problem.js';
import { isForBrowsers, preflightHeaders } from './response-headers.js';
import type { Handler } from './route.js';
import type { RouteTable } from './route-table.js';

type Served = Pick<RouteTable<unknown>, 'methodsOf'>;

/** Answers a browser's preflight request (https://fetch.spec.whatwg.org/#cors-preflight-fetch). */
export const preflight = (routes: Served): Handler => {
  const refuse = fallback(routes);
  return (request) => {
    if (!isForBrowsers(request.path)) return refuse(request);
    return async () => E.right({ status: 204, body: null, headers: preflightHeaders });
  };
};

/** Answers a request that no route takes: 405 if the path has other methods, else 404. */
export const fallback =
  (routes: Served): Handler =>
  ({ method, path }) =>
  async () => {
    const allowed = routes.methodsOf(path);
    if (allowed.length === 0) return E.left(problem(404, `There is no route ${path}.`));
    const allow = allowed.join(', ');
    return E.left(problem(405, `${method} is not allowed on this path; use ${allow}.`, { headers: { allow } }));
  };
