import type {
  TemplatedApp,
  HttpRequest as UwsRequest,
  HttpResponse as UwsResponse,
  us_socket_context_t,
  WebSocket,
} from 'uWebSockets.js';
import * as E from 'fp-ts/lib/Either.js';
import type { Clock } from '../../../../application/ports/clock.js';
import type { EventLog } from '../../../../application/ports/event-log.js';
import type { IdGenerator } from '../../../../application/ports/id-generator.js';
import { problem, replyOf } from '../../http/problem.js';
import type { Reply } from '../../http/reply.js';
import { requestIdOf, sendReply } from '../../http/send-reply.js';
import { type Admission, admit, type Client } from '../admission.js';
import { TOO_MANY, TOO_SLOW } from '../close-codes.js';
import { MAX_BUFFERED, makeConnection } from '../connection.js';
import type { FanOut, Member } from '../fan-out.js';

interface Deps extends Admission {
  readonly fanOut: FanOut;
  readonly events: EventLog;
  readonly clock: Clock;
  readonly ids: IdGenerator;
  readonly idleTimeoutSeconds: number;
  /** Hears of every event that goes out. */
  readonly noteSent: () => void;
}

/** A socket's own state. */
interface SocketState {
  readonly client: Client;
  /** Whether the client speaks the subprotocol, and is told first where the stream stands. */
  readonly hello: boolean;
  member: Member | null;
  lastComplaintAt: number;
}

const SUBPROTOCOL = 'cti.v1';
/** What µWebSockets.js answers a message with that it did not take. */
const DROPPED = 2;
/** Longest message a client may send, in bytes. It has nothing to say. */
const MAX_MESSAGE = 4 * 1024;
/** A client that goes on sending is told so once in a while. */
const COMPLAIN_EVERY_MS = 1_000;

/** Puts `/ws` on a µWebSockets.js app (contract §7). */
export const mountWebSocket = (app: TemplatedApp, deps: Deps): void => {
  /** The socket that has just been opened, until its client enters. */
  const opened: WebSocket<SocketState>[] = [];

  const enter = (socket: WebSocket<SocketState>): void => {
    const state = socket.getUserData();
    const { access, request, position } = state.client;
    if (!deps.fanOut.hasRoomFor(access.appId)) {
      socket.end(TOO_MANY.code, TOO_MANY.reason);
      return;
    }
    const end: Member['end'] = ({ code, reason }) => {
      if (state.member !== null) socket.end(code, reason);
    };
    const connection = makeConnection({
      appId: access.appId,
      events: deps.events,
      sink: {
        send: ({ seq, text }) => {
          if (seq !== null) deps.noteSent();
          if (socket.send(text) === DROPPED) end(TOO_SLOW);
        },
        buffered: () => socket.getBufferedAmount(),
        end,
      },
      interest: request.interest,
      beginning: { ...request.beginning, position, hello: state.hello },
      maxBuffered: MAX_BUFFERED,
    });
    state.member = { access, connection, end };
    deps.fanOut.join(state.member);
    void connection.begin();
  };

  const enterOpened = (): void => {
    for (const socket of opened.splice(0)) enter(socket);
  };

  const leave = (socket: WebSocket<SocketState>): void => {
    const state = socket.getUserData();
    if (opened[0] === socket) opened.pop();
    if (state.member === null) return;
    deps.fanOut.leave(state.member);
    state.member.connection.gone();
    state.member = null;
  };

  const complain = (socket: WebSocket<SocketState>): void => {
    const state = socket.getUserData();
    const now = deps.clock.now();
    if (now - state.lastComplaintAt < COMPLAIN_EVERY_MS || socket.getBufferedAmount() > 0) return;
    state.lastComplaintAt = now;
    const message = 'This socket only tells. Use the REST API to ask.';
    socket.send(JSON.stringify({ event: 'error', message }));
  };

  app.ws<SocketState>('/ws', {
    idleTimeout: deps.idleTimeoutSeconds,
    maxPayloadLength: MAX_MESSAGE,
    // The connection keeps the bound, and closes what is beyond it; this leaves room for one more event of any size.
    maxBackpressure: 16 * MAX_BUFFERED,
    upgrade: (res, req, context) => upgrade(deps, res, req, context, enterOpened),
    // While a socket is opened, nothing may happen that takes memory, not even the compilation of a function: µWebSockets looks once more into
    // what it gave back just before, and closes the socket if something else that stands there looks like the end of a request
    // (uNetworking/uWebSockets#1928).
    open: opened.push.bind(opened) as (socket: WebSocket<SocketState>) => void,
    message: complain,
    drain: (socket) => socket.getUserData().member?.connection.drained(),
    close: leave,
  });
  app.get('/ws', (res, req) => {
    sendReply(res, requestIdOf(req, deps.ids), notAnUpgrade('This is a WebSocket. Connect with a WebSocket client.'));
  });
};

/** Lets a client in, which `opened` hears of, or says why not while there is no socket yet. */
const upgrade = async (
  deps: Deps,
  res: UwsResponse,
  req: UwsRequest,
  context: us_socket_context_t,
  opened: () => void,
): Promise<void> => {
  let open = true;
  res.onAborted(() => {
    open = false;
  });
  // The request is lent until the first await.
  const requestId = requestIdOf(req, deps.ids);
  // As a proxy asks that does not pass the upgrade on; the socket would be closed as soon as it is made.
  if (req.getHeader('connection').toLowerCase() === 'close') {
    const reply = notAnUpgrade('The header "Connection: Upgrade" is missing. Does a proxy in between leave it out?');
    return sendReply(res, requestId, reply);
  }
  const socketKey = req.getHeader('sec-websocket-key');
  const extensions = req.getHeader('sec-websocket-extensions');
  const offered = req.getHeader('sec-websocket-protocol').split(',');
  const hello = offered.some((protocol) => protocol.trim() === SUBPROTOCOL);
  const query = new URLSearchParams(req.getQuery());

  const client = await admit(deps, query, req.getHeader('x-app-api-key'));
  if (!open) return;
  if (E.isLeft(client)) return sendReply(res, requestId, replyOf(client.left));
  res.cork(() => {
    const state: SocketState = { client: client.right, hello, member: null, lastComplaintAt: 0 };
    res.upgrade(state, socketKey, hello ? SUBPROTOCOL : '', extensions, context);
  });
  opened();
};

const notAnUpgrade = (detail: string): Reply => replyOf(problem(426, detail, { headers: { upgrade: 'websocket' } }));
