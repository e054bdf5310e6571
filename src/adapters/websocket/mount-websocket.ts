import type {
  TemplatedApp,
  HttpRequest as UwsRequest,
  HttpResponse as UwsResponse,
  us_socket_context_t,
  WebSocket,
} from 'uWebSockets.js';
import * as E from 'fp-ts/lib/Either.js';
import type { AuthenticateKey, KeyAccess } from '../../application/authenticate-key.js';
import type { Clock } from '../../application/ports/clock.js';
import type { EventBus } from '../../application/ports/event-bus.js';
import type { EventLog } from '../../application/ports/event-log.js';
import type { IdGenerator } from '../../application/ports/id-generator.js';
import { type Problem, problem, problemOf, replyOf } from '../http/problem.js';
import { requestIdOf, sendReply } from '../http/send-reply.js';
import { TOO_MANY } from './close-codes.js';
import { makeConnection } from './connection.js';
import { type ConnectionRequest, readConnectionRequest } from './connection-request.js';
import { type Member, makeFanOut } from './fan-out.js';

/** The sockets of all apps. */
export interface WebSocketServer {
  readonly connections: () => number;
  /** Closes every socket with 1001. */
  readonly close: () => void;
}

interface Deps {
  readonly authenticateKey: AuthenticateKey;
  readonly bus: EventBus;
  readonly events: EventLog;
  readonly clock: Clock;
  readonly ids: IdGenerator;
  readonly idleTimeoutSeconds: number;
  readonly maxConnectionsPerApp: number;
}

/** What is known of a socket from its upgrade on. */
interface Visitor {
  readonly key: string;
  readonly access: KeyAccess;
  readonly request: ConnectionRequest;
  readonly hello: boolean;
}

/** A socket's own state. */
interface Seat {
  readonly visitor: Visitor;
  member: Member | null;
  lastComplaintAt: number;
}

const SUBPROTOCOL = 'cti.v1';
/** Bytes that may wait for one client: some two thousand events. */
const MOST_BUFFERED = 1024 * 1024;
/** Longest message a client may send, in bytes. It has nothing to say. */
const LONGEST_MESSAGE = 4 * 1024;
/** A client that goes on sending is told so once in a while. */
const COMPLAIN_EVERY_MS = 1_000;

/** Puts `/ws` on a µWebSockets.js app (contract §7). */
export const mountWebSocket = (app: TemplatedApp, deps: Deps): WebSocketServer => {
  const fanOut = makeFanOut(deps);

  const enter = (socket: WebSocket<Seat>): void => {
    const seat = socket.getUserData();
    const { visitor } = seat;
    if (fanOut.sizeOf(visitor.access.appId) >= deps.maxConnectionsPerApp) {
      socket.end(TOO_MANY.code, TOO_MANY.reason);
      return;
    }
    const end: Member['end'] = ({ code, reason }) => {
      if (seat.member !== null) socket.end(code, reason);
    };
    const connection = makeConnection({
      appId: visitor.access.appId,
      events: deps.events,
      outlet: { send: (text) => socket.send(text), buffered: () => socket.getBufferedAmount(), end },
      interest: visitor.request.interest,
      beginning: { ...visitor.request.beginning, hello: visitor.hello },
      mostBuffered: MOST_BUFFERED,
    });
    seat.member = { access: visitor.access, key: visitor.key, connection, end };
    fanOut.join(seat.member);
    void connection.begin();
  };

  const leave = (socket: WebSocket<Seat>): void => {
    const seat = socket.getUserData();
    if (seat.member === null) return;
    fanOut.leave(seat.member);
    seat.member.connection.gone();
    seat.member = null;
  };

  const complain = (socket: WebSocket<Seat>): void => {
    const seat = socket.getUserData();
    const now = deps.clock.now();
    if (now - seat.lastComplaintAt < COMPLAIN_EVERY_MS || socket.getBufferedAmount() > 0) return;
    seat.lastComplaintAt = now;
    const message = 'This socket only tells. Use the REST API to ask.';
    socket.send(JSON.stringify({ event: 'error', message }));
  };

  app.ws<Seat>('/ws', {
    idleTimeout: deps.idleTimeoutSeconds,
    maxPayloadLength: LONGEST_MESSAGE,
    // The bound is kept by the connection, which closes what is beyond it; nothing is dropped unseen below that.
    maxBackpressure: 2 * MOST_BUFFERED,
    upgrade: (res, req, context) => upgrade(deps, res, req, context),
    open: enter,
    message: complain,
    drain: (socket) => socket.getUserData().member?.connection.drained(),
    close: leave,
  });
  app.get('/ws', (res, req) => {
    const headers = { upgrade: 'websocket' };
    const reply = replyOf(problem(426, 'This is a WebSocket. Connect with a WebSocket client.', { headers }));
    sendReply(res, requestIdOf(req, deps.ids), reply);
  });

  return { connections: fanOut.size, close: fanOut.close };
};

/** Checks the credential and the query before there is a socket, while a refusal can still say why. */
const upgrade = async (deps: Deps, res: UwsResponse, req: UwsRequest, context: us_socket_context_t): Promise<void> => {
  let open = true;
  res.onAborted(() => {
    open = false;
  });
  const requestId = requestIdOf(req, deps.ids);
  const socketKey = req.getHeader('sec-websocket-key');
  const extensions = req.getHeader('sec-websocket-extensions');
  const offered = req.getHeader('sec-websocket-protocol').split(',');
  const hello = offered.some((protocol) => protocol.trim() === SUBPROTOCOL);
  const query = new URLSearchParams(req.getQuery());
  const header = req.getHeader('x-app-api-key');

  const visitor = await admit(deps, query, header, hello);
  if (!open) return;
  if (E.isLeft(visitor)) return sendReply(res, requestId, replyOf(visitor.left));
  res.cork(() => {
    const seat: Seat = { visitor: visitor.right, member: null, lastComplaintAt: 0 };
    res.upgrade(seat, socketKey, hello ? SUBPROTOCOL : '', extensions, context);
  });
};

const admit = async (
  deps: Deps,
  query: URLSearchParams,
  header: string,
  hello: boolean,
): Promise<E.Either<Problem, Visitor>> => {
  const key = query.get('api_key') ?? header;
  if (key === '') return E.left(problem(401, 'Send the API key of your app as ?api_key= or in x-app-api-key.'));
  const access = await deps.authenticateKey(key)();
  if (E.isLeft(access)) return E.left(problemOf(access.left));
  const request = readConnectionRequest(query);
  return E.isLeft(request) ? request : E.right({ key, access: access.right, request: request.right, hello });
};
