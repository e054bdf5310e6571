import type { TemplatedApp, HttpRequest as UwsRequest, HttpResponse as UwsResponse } from 'uWebSockets.js';
import * as E from 'fp-ts/lib/Either.js';
import { BUDGETS } from '../../../application/budgets.js';
import type { IdGenerator } from '../../../application/ports/id-generator.js';
import type { Logger } from '../../../application/ports/logger.js';
import { answeringBugs } from './answering-bugs.js';
import { fallback, preflight } from './fallback.js';
import { fieldsOf } from './openapi/schema-of.js';
import { BUG, type Problem, problem, RETRY_AFTER, replyOf } from './problem.js';
import { refusalOfHead } from './refused-head.js';
import { asText, type Reply } from './reply.js';
import { NO_BODY, type RequestBodies, type RequestBody, TOO_LARGE } from './request-bodies.js';
import { type RequestHead, readHead } from './request-head.js';
import { type HeaderPolicy, standingHeaders } from './response-headers.js';
import type { Handler, PageRoute, Route } from './route.js';
import { bothPaths } from './route-path.js';
import { sendReply } from './send-reply.js';

/** What a client may still be sending of a body that nobody reads; if it is more, its connection is closed instead, in bytes. */
const MAX_UNREAD = 64 * 1024;

export interface HttpServer {
  /** Answers what is under way and closes its connection, and refuses what comes from now on; resolves after `withinMs` at the latest. */
  readonly stop: (withinMs: number) => Promise<void>;
}

interface Deps {
  /** Other paths of the same app, so that a wrong method on them is a 405 too. */
  readonly alsoServed: readonly Pick<Route, 'method' | 'path'>[];
  readonly headers: HeaderPolicy;
  /** How many proxies of ours are in front of the server. */
  readonly trustProxy: number;
  /** Where the bodies of a route are received. */
  readonly bodiesFor: (route: string) => RequestBodies;
  /** The largest body, in bytes (contract §1). */
  readonly maxBody: number;
  /** Whether the server stops: what comes is refused. */
  readonly isStopping: () => boolean;
  readonly logger: Logger;
  /** Called for every answer with its method, route, status and seconds. */
  readonly observe: (method: string, route: string, status: number, seconds: number) => void;
  readonly ids: IdGenerator;
  /** Milliseconds since any moment. */
  readonly stopwatch: () => number;
}

/** Puts the routes on a µWebSockets.js app. Every other path is a 404, every other method on these paths a 405. */
export const mountRoutes = (app: TemplatedApp, routes: readonly PageRoute[], deps: Deps): HttpServer => {
  const open = new Set<Exchange>();
  let lastCame = performance.now();
  const serve = (route: Served) =>
    answeringBugs(deps, (res, req) => {
      lastCame = performance.now();
      return exchange(res, req, route, open, deps);
    });
  const served = [...routes, ...deps.alsoServed];
  for (const one of routes) {
    for (const path of bothPaths(one.path)) mount(app, { method: one.method, path }, serve(servedRoute(one)));
  }
  app.options('/*', serve({ path: NO_ROUTE, parameters: [], handle: preflight(served) }));
  app.any('/*', serve({ path: NO_ROUTE, parameters: [], handle: fallback(served) }));
  return {
    stop: (withinMs) => until(() => open.size === 0 && performance.now() - lastCame >= QUIET_MS, withinMs),
  };
};

/** Once no request has come for so long, in milliseconds, a client that was using its connection has been told to close it. */
const QUIET_MS = 100;

/** Waits until something is the case, at most for the given milliseconds. */
const until = async (isSo: () => boolean, ms: number): Promise<void> => {
  const deadline = performance.now() + ms;
  while (!isSo() && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 10));
};

/** The methods that the metrics tell apart: a client can make up any other. */
const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** In place of a route's path, if no route matches. */
const NO_ROUTE = '';

/** What a request needs of its route. */
interface Served {
  /** Such as `/api/calls/:id`. */
  readonly path: string;
  /** The names of the query parameters that it takes. */
  readonly parameters: readonly string[];
  readonly handle: Handler;
}

const servedRoute = ({ path, handle, doc }: PageRoute): Served => ({
  path,
  parameters: doc?.query === undefined ? [] : Object.keys(fieldsOf(doc.query).fields),
  handle,
});

const mount = (
  app: TemplatedApp,
  { method, path }: Pick<PageRoute, 'method' | 'path'>,
  handler: (res: UwsResponse, req: UwsRequest) => void,
) => {
  switch (method) {
    case 'GET':
      return app.get(path, handler).head(path, handler);
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

/** A request that is not answered yet. */
interface Exchange {
  readonly res: UwsResponse;
  readonly head: RequestHead;
  /** The path of the route, such as `/api/calls/:id`. */
  readonly route: string;
  /** The headers that its answer has in any case. */
  readonly standing: Readonly<Record<string, string>>;
  readonly startedAt: number;
  readonly body: RequestBody;
}

/** Answers one request. It is in `open` until it is answered or its client has gone. */
const exchange = (
  res: UwsResponse,
  req: UwsRequest,
  { path: route, parameters, handle }: Served,
  open: Set<Exchange>,
  deps: Deps,
): Promise<void> | undefined => {
  const startedAt = deps.stopwatch();
  const head = readHead(res, req, route, deps);
  const standing = standingHeaders(deps.headers, head.path, req.getHeader('origin'));
  const length = declaredLength(req);
  const body = hasBody(req) ? deps.bodiesFor(route).receive(res, length) : NO_BODY;
  const isInChunks = req.getHeader('transfer-encoding') !== '';
  // What follows on the connection may belong to the body: µWebSockets.js reads chunks leniently (a line may end in anything), and loses the
  // headers behind one without a name, such as the length of a body.
  const endsInDoubt = isInChunks || (length === null && !isReading(head.method));
  const current: Exchange = { res, head, route, standing, startedAt, body };
  open.add(current);
  res.onAborted(() => {
    open.delete(current);
    body.drop();
  });
  const answer = (
    reply: Reply,
    cause?: string,
    hangUp = deps.isStopping() || endsInDoubt || body.outstanding() > MAX_UNREAD,
  ): void => {
    const sendNow = (): void => {
      if (open.delete(current)) send(current, reply, cause, hangUp, deps);
    };
    // What has arrived of a body in chunks is looked at before: once it is answered, nothing stops µWebSockets.js from calling for each chunk.
    if (isInChunks) setImmediate(sendNow);
    else sendNow();
  };
  const refuse = (refusal: Problem): void => answer(replyOf(refusal), refusal.cause);

  const unreceived = refusalOfHead(req, deps) ?? (length !== null && length > deps.maxBody ? TOO_LARGE : null);
  if (unreceived !== null) {
    // In a later turn: while a request is not answered, µWebSockets.js closes the connection if another one follows in the same bytes.
    setImmediate(() => answer(replyOf(unreceived), undefined, true));
    return undefined;
  }
  const deadline = setTimeout(refuse, deadlineOf(route), TOO_SLOW);
  // A route that throws, or an answer that has no JSON, is a bug of ours: the client gets a 500 and the process continues.
  const answered = async () => E.map(asText)(await handle({ ...head, parameters, body: body.read })());
  return answered()
    .then(E.match(refuse, answer), (bug: unknown) => {
      deps.logger.error({ request_id: head.id, err: bug }, 'A request ran into a bug');
      refuse(BUG);
    })
    .finally(() => clearTimeout(deadline));
};

/** A request has a body if it says how to tell where one ends (RFC 9112 §6). */
const hasBody = (req: UwsRequest): boolean =>
  req.getHeader('content-length') !== '' || req.getHeader('transfer-encoding') !== '';

const isReading = (method: string): boolean => method === 'GET' || method === 'HEAD' || method === 'OPTIONS';

/** Null if it is not given, or is no number, which is refused. */
const declaredLength = (req: UwsRequest): number | null => {
  const length = req.getHeader('content-length');
  return /^\d{1,15}$/.test(length) ? Number(length) : null;
};

/** How long the answer of a route may take, in milliseconds. */
const deadlineOf = (route: string): number => (route.startsWith('/webhooks/') ? BUDGETS.webhookMs : BUDGETS.requestMs);

/** What a request asks for may still be done later: asking again does no harm, or says that it is done. */
const TOO_SLOW = problem(
  503,
  'The server did not get to this request in time: storage is too slow or out of reach. Try again.',
  {
    headers: RETRY_AFTER,
    cause: 'deadline',
  },
);

const send = (
  { res, head, route, standing, startedAt, body }: Exchange,
  reply: Reply,
  cause: string | undefined,
  hangUp: boolean,
  { stopwatch, observe, logger }: Deps,
): void => {
  const headers = { ...standing, ...reply.headers };
  body.drop();
  sendReply(res, head.id, { ...reply, headers }, { hangUp, withoutBody: head.method === 'HEAD' });
  const ms = stopwatch() - startedAt;
  observe(
    METHODS.has(head.method) ? head.method : 'other',
    route === NO_ROUTE ? 'none' : route,
    reply.status,
    ms / 1000,
  );
  // The route's path, not the request's, which can hold a person's id. What matches no route is cut: a client makes it up.
  const path = route === NO_ROUTE ? head.path.slice(0, MAX_LOGGED) : route;
  logAnswer(logger, { id: head.id, method: head.method.slice(0, MAX_LOGGED), path }, reply.status, cause, ms);
};

/** Longer than every path and method of ours. */
const MAX_LOGGED = 128;

const logAnswer = (
  logger: Logger,
  { id, method, path }: Pick<RequestHead, 'id' | 'method' | 'path'>,
  status: number,
  cause: string | undefined,
  ms: number,
): void => {
  const fields = { request_id: id, method, path, status, ms: Math.round(ms * 100) / 100, ...(cause && { cause }) };
  // A 503 means that storage is out of reach or overloaded, which is logged once elsewhere.
  if (status >= 500 && status !== 503) logger.error(fields, 'A request failed');
  else logger.debug(fields, 'A request was answered');
};
