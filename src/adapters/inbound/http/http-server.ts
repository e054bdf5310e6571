import type { TemplatedApp, HttpRequest as UwsRequest, HttpResponse as UwsResponse } from 'uWebSockets.js';
import * as E from 'fp-ts/lib/Either.js';
import type { IdGenerator } from '../../../application/ports/id-generator.js';
import type { Logger } from '../../../application/ports/logger.js';
import { clientAddress } from './client-address.js';
import { collectBody } from './collect-body.js';
import { type HttpRequest, REQUEST_HEADERS, type RequestHeader } from './http-request.js';
import { type Problem, problem, replyOf } from './problem.js';
import type { Reply } from './reply.js';
import { type HeaderPolicy, isForBrowsers, preflightHeaders, standingHeaders } from './response-headers.js';
import type { PageRoute, Route } from './route.js';
import { requestIdOf, sendReply } from './send-reply.js';

/** Largest body that is read, in bytes (contract §1). */
const LARGEST_BODY = 1024 * 1024;

export interface HttpServer {
  /** Requests that wait for their answer. */
  readonly underWay: () => number;
}

interface Deps {
  /** What else is served on the same app, so that a wrong method on it is a 405 too. */
  readonly alsoServed: readonly Pick<Route, 'method' | 'path'>[];
  readonly headers: HeaderPolicy;
  /** How many proxies stand in front. */
  readonly trustProxy: number;
  readonly logger: Logger;
  /** Hears of every answer: method, route, status, seconds. */
  readonly observe: (method: string, route: string, status: number, seconds: number) => void;
  readonly ids: IdGenerator;
  /** Milliseconds, from any start. */
  readonly stopwatch: () => number;
}

/** Puts the routes on a µWebSockets.js app; every other path is a 404, every other method on these paths a 405. */
export const mountRoutes = (app: TemplatedApp, routes: readonly PageRoute[], deps: Deps): HttpServer => {
  let underWay = 0;

  const serve =
    ({ path, handle }: Pick<Route, 'path' | 'handle'>) =>
    (res: UwsResponse, req: UwsRequest): void => {
      const startedAt = deps.stopwatch();
      const head = readHead(res, req, path, deps);
      const standing = standingHeaders(deps.headers, head.path, req.getHeader('origin'));
      let open = true;
      underWay += 1;
      const close = (): void => {
        if (open) underWay -= 1;
        open = false;
      };
      res.onAborted(close);

      const answer = (reply: Reply, cause: string | undefined, hangUp: boolean): void => {
        if (!open) return;
        close();
        const body = head.method === 'HEAD' ? null : reply.body;
        sendReply(res, head.id, { ...reply, body, headers: { ...standing, ...reply.headers } }, hangUp);
        const ms = deps.stopwatch() - startedAt;
        deps.observe(head.method, path === '' ? 'none' : path, reply.status, ms / 1000);
        // The pattern, not the path: a path can name a person.
        logAnswer(deps.logger, { ...head, path: path === '' ? head.path : path }, reply.status, cause, ms);
      };
      const refuse = (refusal: Problem, hangUp = false): void => answer(replyOf(refusal), refusal.cause, hangUp);

      const proceed = (body: Uint8Array): void => {
        // A route that throws is a bug; the client gets a 500 and the process goes on.
        const answered = async () => handle({ ...head, body })();
        answered().then(
          E.match(refuse, (reply) => answer(reply, undefined, false)),
          (bug: unknown) => {
            deps.logger.error({ request_id: head.id, err: bug }, 'A request ran into a bug');
            refuse(problem(500, 'The server failed on this request. Report it with its x-request-id.'));
          },
        );
      };

      if (head.method === 'GET') proceed(new Uint8Array());
      else collectBody(res, LARGEST_BODY, proceed, () => refuse(problem(413, 'Send at most 1 MiB.'), true));
    };

  for (const one of routes) mount(app, one, serve(one));
  app.options('/*', serve({ path: '', handle: preflight([...routes, ...deps.alsoServed]) }));
  app.any('/*', serve({ path: '', handle: fallback([...routes, ...deps.alsoServed]) }));
  return { underWay: () => underWay };
};

const mount = (
  app: TemplatedApp,
  { method, path }: PageRoute,
  handler: (res: UwsResponse, req: UwsRequest) => void,
) => {
  switch (method) {
    case 'GET':
      return app.get(path, handler);
    case 'POST':
      return app.post(path, handler);
    case 'PATCH':
      return app.patch(path, handler);
    case 'DELETE':
      return app.del(path, handler);
    default:
      return method satisfies never;
  }
};

/** Answers a browser that asks whether it may send a request to a path that there is. */
const preflight = (routes: readonly Pick<Route, 'method' | 'path'>[]): Route['handle'] => {
  const refuse = fallback(routes);
  return (request) => {
    if (!isForBrowsers(request.path)) return refuse(request);
    return async () => E.right({ status: 204, body: null, headers: preflightHeaders });
  };
};

/** Answers what no route takes: 405 with the methods that the path does take, or 404. */
const fallback = (routes: readonly Pick<Route, 'method' | 'path'>[]): Route['handle'] => {
  const patterns = routes.map(({ method, path }) => ({
    method,
    pattern: new RegExp(`^${path.replaceAll('.', '\\.').replace(/:\w+/g, '[^/]+')}$`),
  }));
  return ({ method, path }) =>
    async () => {
      const allowed = patterns.filter(({ pattern }) => pattern.test(path)).map((one) => one.method);
      if (allowed.length === 0) return E.left(problem(404, `There is no route ${path}.`));
      const allow = [...new Set(allowed)].join(', ');
      return E.left(problem(405, `${method} is not for this path; it takes ${allow}.`, { headers: { allow } }));
    };
};

/** µWebSockets.js lends the request for the length of the callback, so all that is needed is copied at once. */
const readHead = (
  res: UwsResponse,
  req: UwsRequest,
  pattern: string,
  { ids, trustProxy }: Deps,
): Omit<HttpRequest, 'body'> => {
  const headers = new Map<RequestHeader, string>();
  for (const name of REQUEST_HEADERS) {
    const value = req.getHeader(name);
    if (value !== '') headers.set(name, value);
  }
  return {
    id: requestIdOf(req, ids),
    method: req.getMethod().toUpperCase(),
    path: req.getUrl(),
    params: readParams(req, pattern),
    query: new URLSearchParams(req.getQuery()),
    address: addressOf(res, req, trustProxy),
    header: (name) => headers.get(name) ?? null,
  };
};

const addressOf = (res: UwsResponse, req: UwsRequest, trustProxy: number): string => {
  const remote = Buffer.from(res.getRemoteAddressAsText()).toString();
  return trustProxy === 0 ? remote : clientAddress(remote, req.getHeader('x-forwarded-for'), trustProxy);
};

const readParams = (req: UwsRequest, pattern: string): Readonly<Record<string, string>> => {
  const names = [...pattern.matchAll(/:(\w+)/g)].map(([, name]) => name ?? '');
  return Object.fromEntries(names.map((name, index) => [name, decoded(req.getParameter(index) ?? '')]));
};

const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
};

const logAnswer = (
  logger: Logger,
  { id, method, path }: Pick<HttpRequest, 'id' | 'method' | 'path'>,
  status: number,
  cause: string | undefined,
  ms: number,
): void => {
  const fields = { request_id: id, method, path, status, ms: Math.round(ms * 100) / 100, ...(cause && { cause }) };
  // A 503 is storage out of reach or overload, which whoever watches storage tells once.
  if (status >= 500 && status !== 503) logger.error(fields, 'A request failed');
  else logger.debug(fields, 'A request was answered');
};
