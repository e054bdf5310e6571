import * as E from 'fp-ts/lib/Either.js';
import { BUDGETS } from '../../../application/budgets.js';
import type { IdGenerator } from '../../../application/ports/id-generator.js';
import type { Logger } from '../../../application/ports/logger.js';
import type { TransportHandlers, TransportRequest, TransportResponse, Unreadable } from '../transport/transport.js';
import { answeringBugs } from './answering-bugs.js';
import type { Endpoint } from './endpoint.js';
import { fallback, preflight } from './fallback.js';
import type { HttpRequest } from './http-request.js';
import { fieldsOf } from './openapi/schema-of.js';
import { BUG, type Problem, problem, RETRY_AFTER, replyOf } from './problem.js';
import { refusalOfHead } from './refused-head.js';
import { asText, type Reply } from './reply.js';
import { NO_BODY, type RequestBodies, type RequestBody, TOO_LARGE } from './request-bodies.js';
import { type RequestHead, readHead } from './request-head.js';
import { type HeaderPolicy, standingHeaders } from './response-headers.js';
import type { Handler, PageRoute } from './route.js';
import { makeRouteTable } from './route-table.js';
import { sendReply } from './send-reply.js';

/** What a client may still be sending of a body that nobody reads; if it is more, its connection is closed instead, in bytes. */
const MAX_UNREAD = 64 * 1024;

export interface HttpServer {
  /** What the transport calls. */
  readonly handlers: TransportHandlers;
  /** Answers what is under way, and refuses what comes once the server stops; resolves after `withinMs` at the latest. */
  readonly stop: (withinMs: number) => Promise<void>;
}

interface Deps {
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

/** Serves these routes and endpoints. Every other path is a 404, every other method on their paths a 405. */
export const makeHttpServer = (
  routes: readonly PageRoute[],
  endpoints: readonly Endpoint[],
  deps: Deps,
): HttpServer => {
  const open = new Set<Exchange>();
  let lastCame = performance.now();
  const serving =
    (route: Served): Endpoint['serve'] =>
    (request, response, params) => {
      lastCame = performance.now();
      return exchange(request, response, params, route, open, deps);
    };
  const table = makeRouteTable([
    ...endpoints,
    ...routes.map((one) => ({ ...one, serve: serving(servedRoute(one)), upgrade: undefined })),
  ]);
  const serveOptions = serving({ path: NO_ROUTE, parameters: [], handle: preflight(table) });
  const serveOther = serving({ path: NO_ROUTE, parameters: [], handle: fallback(table) });

  const request = answeringBugs(deps, (sent, response: TransportResponse) => {
    const method = sent.method();
    const found = table.find(method, sent.path());
    if (found !== null) return found.route.serve(sent, response, found.params);
    return (method === 'OPTIONS' ? serveOptions : serveOther)(sent, response, {});
  });
  return {
    handlers: {
      request,
      upgrade: (sent, response) => (table.find(sent.method(), sent.path())?.route.upgrade ?? request)(sent, response),
      unreadable: (why) => asText(replyOf(UNREADABLE[why])),
    },
    stop: (withinMs) => until(() => open.size === 0 && performance.now() - lastCame >= QUIET_MS, withinMs),
  };
};

const UNREADABLE: Readonly<Record<Unreadable, Problem>> = {
  malformed: problem(400, 'This is no HTTP request that can be read. Send it as RFC 9112 has it.'),
  'head-too-large': problem(431, `Send at most ${BUDGETS.headBytes / 1024} KiB of headers.`),
  'head-too-slow': problem(408, 'The request did not arrive in time. Send it again.'),
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

/** A request that is not answered yet. */
interface Exchange {
  readonly response: TransportResponse;
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
  request: TransportRequest,
  response: TransportResponse,
  params: HttpRequest['params'],
  { path: route, parameters, handle }: Served,
  open: Set<Exchange>,
  deps: Deps,
): Promise<void> | undefined => {
  const startedAt = deps.stopwatch();
  const head = readHead(request, params, deps);
  const standing = standingHeaders(deps.headers, head.path, request.header('origin'));
  const length = declaredLength(request);
  const isInChunks = request.header('transfer-encoding') !== '';
  const body =
    isInChunks || request.header('content-length') !== '' ? deps.bodiesFor(route).receive(response, length) : NO_BODY;
  // What follows on the connection may belong to the body: a transport may read chunks leniently (a line may end in anything), or not see
  // the headers behind one without a name, such as the length of a body.
  const endsInDoubt = isInChunks || (length === null && !isReading(head.method));
  const current: Exchange = { response, head, route, standing, startedAt, body };
  open.add(current);
  response.onAborted(() => {
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
    // What has arrived of a body in chunks is looked at before: once it is answered, a transport may still hand over each chunk.
    if (isInChunks) setImmediate(sendNow);
    else sendNow();
  };
  const refuse = (refusal: Problem): void => answer(replyOf(refusal), refusal.cause);

  const unreceived = refusalOfHead(request, deps) ?? (length !== null && length > deps.maxBody ? TOO_LARGE : null);
  if (unreceived !== null) {
    answer(replyOf(unreceived), undefined, true);
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

const isReading = (method: string): boolean => method === 'GET' || method === 'HEAD' || method === 'OPTIONS';

/** Null if it is not given, or is no number, which is refused. */
const declaredLength = (request: TransportRequest): number | null => {
  const length = request.header('content-length');
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
  { response, head, route, standing, startedAt, body }: Exchange,
  reply: Reply,
  cause: string | undefined,
  hangUp: boolean,
  { stopwatch, observe, logger }: Deps,
): void => {
  const headers = { ...standing, ...reply.headers };
  body.drop();
  sendReply(response, head.id, { ...reply, headers }, { hangUp, withoutBody: head.method === 'HEAD' });
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
