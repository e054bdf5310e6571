import * as E from 'fp-ts/lib/Either.js';
import { problem } from './problem.js';
import { isForBrowsers, preflightHeaders } from './response-headers.js';
import type { Handler, Route } from './route.js';

type Served = Pick<Route, 'method' | 'path'>;

/** Answers a browser's preflight request (https://fetch.spec.whatwg.org/#cors-preflight-fetch). */
export const preflight = (routes: readonly Served[]): Handler => {
  const refuse = fallback(routes);
  return (request) => {
    if (!isForBrowsers(request.path)) return refuse(request);
    return async () => E.right({ status: 204, body: null, headers: preflightHeaders });
  };
};

/** Answers a request that no route takes: 405 if the path has other methods, else 404. */
export const fallback = (routes: readonly Served[]): Handler => {
  const patterns = routes.map(({ method, path }) => ({ method, pattern: patternOf(path) }));
  return ({ method, path }) =>
    async () => {
      const allowed = patterns.filter(({ pattern }) => pattern.test(path)).flatMap((one) => methodsOf(one.method));
      if (allowed.length === 0) return E.left(problem(404, `There is no route ${path}.`));
      const allow = [...new Set(allowed)].join(', ');
      return E.left(problem(405, `${method} is not allowed on this path; use ${allow}.`, { headers: { allow } }));
    };
};

const methodsOf = (method: Route['method']): readonly string[] => (method === 'GET' ? ['GET', 'HEAD'] : [method]);

const patternOf = (path: string): RegExp => new RegExp(`^${path.replaceAll('.', '\\.').replace(/:\w+/g, '[^/]+')}$`);
