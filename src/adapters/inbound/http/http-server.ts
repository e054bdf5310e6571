import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
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
import { asText, type Reply, type TextReply } from './reply.js';
import { NO_BODY, type RequestBodies, type RequestBody, TOO_LARGE } from './request-bodies.js';
import { ArrivedRequest } from './request-head.js';
import { type HeaderPolicy, makeStandingHeaders, type StandingHeaders } from './response-headers.js';
import { type Answering, type Handler, isPending, type PageRoute } from './route.js';
import { makeRouteTable } from './route-table.js';
import { sendReply } from './send-reply.js';
import { makeUnderway, type Underway } from './underway.js';

/** What a client may still be sending of a body that nobody reads; if it is more, its connection is closed instead, in bytes. */
const MAX_UNREAD = 64 * 1024;

export interface HttpServer {
  /** What the transport calls. */
  readonly handlers: TransportHandlers;
  /** Answers what is under way, and refuses what comes once the server stops; resolves after `withinMs` at the latest. */
  readonly stop: (withinMs: number) => Promise<void>;
}

interface HttpServerDeps {
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

interface Deps extends HttpServerDeps {
  /** The headers that an answer has in any case. */
  readonly standing: StandingHeaders;
  /** The requests that are not answered yet. */
  readonly underway: Underway<Exchange>;
}

/** Serves these routes and endpoints. Every other path is a 404, every other method on their paths a 405. */
export const makeHttpServer = (
  routes: readonly PageRoute[],
  endpoints: readonly Endpoint[],
  given: HttpServerDeps,
): HttpServer => {
  const underway = makeUnderway<Exchange>((late) => settle(late, E.left(TOO_SLOW), deps), given.stopwatch);
  const deps: Deps = { ...given, standing: makeStandingHeaders(given.headers), underway };
  let lastCame = performance.now();
  const serving =
    (route: Served): Endpoint['serve'] =>
    (request, response, params) => {
      lastCame = performance.now();
      return exchange(request, response, params, route, deps);
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
    stop: (withinMs) => until(() => underway.size() === 0 && performance.now() - lastCame >= QUIET_MS, withinMs),
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

/** A request and the way back. */
interface Exchange {
  readonly response: TransportResponse;
  readonly request: ArrivedRequest;
  /** The path of the route, such as `/api/calls/:id`. */
  readonly route: string;
  /** The headers that its answer has in any case. */
  readonly standing: Readonly<Record<string, string>>;
  readonly startedAt: number;
  readonly body: RequestBody;
  readonly isInChunks: boolean;
  /** Its body is not received: it is refused before. */
  readonly isUnreceived: boolean;
  readonly endsInDoubt: boolean;
}

/** Answers one request: in the turn in which it arrives if the answer is known then, else it is under way until it is. */
const exchange = (
  sent: TransportRequest,
  response: TransportResponse,
  params: HttpRequest['params'],
  { path: route, parameters, handle }: Served,
  deps: Deps,
): Promise<void> | undefined => {
  const startedAt = deps.stopwatch();
  const declared = sent.header('content-length');
  const length = lengthOf(declared);
  const isInChunks = sent.header('transfer-encoding') !== '';
  const body = isInChunks || declared !== '' ? deps.bodiesFor(route).receive(response, length) : NO_BODY;
  const request = new ArrivedRequest(sent, { params, parameters }, body, deps);
  const unreceived = refusalOfHead(sent, deps) ?? (length !== null && length > deps.maxBody ? TOO_LARGE : null);
  const current: Exchange = {
    response,
    request,
    route,
    startedAt,
    body,
    isInChunks,
    isUnreceived: unreceived !== null,
    standing: deps.standing(request.path, sent),
    // What follows on the connection may belong to the body: a transport may read chunks leniently (a line may end in anything), or not
    // see the headers behind one without a name, such as the length of a body.
    endsInDoubt: isInChunks || (length === null && !isReading(request.method)),
  };
  const answering = unreceived === null ? attempt(() => handle(request), request, deps) : E.left(unreceived);
  if (!isPending(answering) && !isInChunks) {
    answer(current, answering, deps);
    return undefined;
  }
  deps.underway.add(current, deadlineOf(route));
  response.onAborted(() => {
    deps.underway.delete(current);
    body.drop();
  });
  if (!isPending(answering)) {
    settle(current, answering, deps);
    return undefined;
  }
  sent.keep();
  return answered(answering).then(
    (outcome) => settle(current, outcome, deps),
    (bug: unknown) => settle(current, E.left(bugOf(bug, request, deps)), deps),
  );
};

/** Answers what is under way, unless it was answered before or its client has gone. */
const settle = (current: Exchange, outcome: E.Either<Problem, Reply>, deps: Deps): void => {
  const answerNow = (): void => {
    if (deps.underway.delete(current)) answer(current, outcome, deps);
  };
  // What has arrived of a body in chunks is looked at before: once it is answered, a transport may still hand over each chunk.
  if (current.isInChunks) setImmediate(answerNow);
  else answerNow();
};

const answer = (current: Exchange, outcome: E.Either<Problem, Reply>, deps: Deps): void => {
  const { reply, cause } = replyTo(outcome, current.request, deps);
  const hangUp =
    current.isUnreceived || current.endsInDoubt || deps.isStopping() || current.body.outstanding() > MAX_UNREAD;
  send(current, reply, cause, hangUp, deps);
};

/** An exception is a bug of ours: the client gets a 500 and the process continues. */
const attempt = (handle: () => Answering, request: ArrivedRequest, deps: Deps): Answering => {
  try {
    return handle();
  } catch (bug) {
    return E.left(bugOf(bug, request, deps));
  }
};

/** So that an exception before the first await is a rejection too. */
const answered = async (pending: TaskEither<Problem, Reply>): Promise<E.Either<Problem, Reply>> => pending();

/** An answer that has no JSON is a bug of ours too. */
const replyTo = (
  outcome: E.Either<Problem, Reply>,
  request: ArrivedRequest,
  deps: Deps,
): { readonly reply: TextReply; readonly cause: string | undefined } => {
  try {
    return E.isRight(outcome)
      ? { reply: asText(outcome.right), cause: undefined }
      : { reply: asText(replyOf(outcome.left)), cause: outcome.left.cause };
  } catch (bug) {
    return { reply: asText(replyOf(bugOf(bug, request, deps))), cause: undefined };
  }
};

const bugOf = (bug: unknown, { id }: ArrivedRequest, { logger }: Deps): Problem => {
  logger.error({ request_id: id, err: bug }, 'A request ran into a bug');
  return BUG;
};

const isReading = (method: string): boolean => method === 'GET' || method === 'HEAD' || method === 'OPTIONS';

/** Null if it is not given, or is no number, which is refused. */
const lengthOf = (declared: string): number | null => (/^\d{1,15}$/.test(declared) ? Number(declared) : null);

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
  { response, request: { id, method, path }, route, standing, startedAt, body }: Exchange,
  reply: Reply,
  cause: string | undefined,
  hangUp: boolean,
  { stopwatch, observe, logger }: Deps,
): void => {
  body.drop();
  sendReply(response, id, reply, { standing, hangUp, withoutBody: method === 'HEAD' });
  const ms = stopwatch() - startedAt;
  observe(METHODS.has(method) ? method : 'other', route === NO_ROUTE ? 'none' : route, reply.status, ms / 1000);
  // A 503 means that storage is out of reach or overloaded, which is logged once elsewhere.
  const isFailure = reply.status >= 500 && reply.status !== 503;
  if (!isFailure && logger.isDebugged?.() === false) return;
  // The route's path, not the request's, which can hold a person's id. What matches no route is cut: a client makes it up.
  const shown = { method: method.slice(0, MAX_LOGGED), path: route === NO_ROUTE ? path.slice(0, MAX_LOGGED) : route };
  const fields = {
    request_id: id,
    ...shown,
    status: reply.status,
    ms: Math.round(ms * 100) / 100,
    ...(cause && { cause }),
  };
  if (isFailure) logger.error(fields, 'A request failed');
  else logger.debug(fields, 'A request was answered');
};

/** Longer than every path and method of ours. */
const MAX_LOGGED = 128;
