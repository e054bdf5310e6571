import type { TemplatedApp, us_socket_context_t, WebSocket, WebSocketBehavior } from 'uWebSockets.js';
import * as E from 'fp-ts/lib/Either.js';
import type { Clock } from '../../../../application/ports/clock.js';
import { unlessRefused } from '../../http/refused-head.js';
import { bothPaths } from '../../http/route-path.js';
import { TOO_MANY, TOO_SLOW } from '../close-codes.js';
import { MAX_BUFFERED, type Sink } from '../sink.js';
import type { StreamDeps } from '../stream-deps.js';
import { makeSubscriber } from '../subscriber.js';
import type { SocketState } from './socket-state.js';
import { answerPlainRequest, upgrade } from './upgrade.js';

interface Deps extends StreamDeps {
  readonly clock: Clock;
  readonly idleTimeoutSeconds: number;
}

/** The result of a send for which µWebSockets.js had no room. */
const DROPPED = 2;
/** The longest message that a client may send, in bytes. The server does not use any. */
const MAX_MESSAGE = 4 * 1024;
/** How often a client that sends messages gets an error, at most, in milliseconds. */
const ERROR_EVERY_MS = 1_000;

/** Puts `/ws` on a µWebSockets.js app (contract §7). */
export const mountWebSocket = (app: TemplatedApp, deps: Deps): void => {
  /** The socket that has just been opened, until it is subscribed. */
  const opened: WebSocket<SocketState>[] = [];
  const subscribeOpened = (): void => {
    for (const socket of opened.splice(0)) subscribe(deps, socket);
  };

  const behavior: WebSocketBehavior<SocketState> = {
    idleTimeout: deps.idleTimeoutSeconds,
    maxPayloadLength: MAX_MESSAGE,
    // A subscriber ends itself above MAX_BUFFERED; this leaves room for one more event of any size.
    maxBackpressure: 16 * MAX_BUFFERED,
    upgrade: unlessRefused(deps, (res, req, context: us_socket_context_t) =>
      upgrade(deps, res, req, context, subscribeOpened),
    ),
    // While a socket opens, nothing may allocate memory, not even the compilation of a function: µWebSockets reads memory that it has
    // just freed, and closes the socket if something new in that place looks like the end of a request (uNetworking/uWebSockets#1928).
    open: opened.push.bind(opened) as (socket: WebSocket<SocketState>) => void,
    message: (socket) => sendError(deps.clock, socket),
    drain: (socket) => socket.getUserData().subscriber?.drained(),
    close: (socket) => {
      if (opened[0] === socket) opened.pop();
      unsubscribe(deps, socket.getUserData());
    },
  };
  const refuse = unlessRefused(deps, (res, req) => answerPlainRequest(deps, res, req));
  for (const path of bothPaths('/ws')) app.ws(path, behavior).get(path, refuse).head(path, refuse);
};

const subscribe = (deps: Deps, socket: WebSocket<SocketState>): void => {
  const state = socket.getUserData();
  if (E.isLeft(state.client)) {
    socket.end(state.client.left.code, state.client.left.reason);
    return;
  }
  const { access, request, position } = state.client.right;
  if (!deps.fanOut.hasRoomFor(access.appId)) {
    socket.end(TOO_MANY.code, TOO_MANY.reason);
    return;
  }
  const subscriber = makeSubscriber({
    access,
    events: deps.events,
    sink: sinkOf(socket, deps.noteSent),
    interest: request.interest,
    start: { ...request.start, position },
    hello: state.hello,
    maxBuffered: MAX_BUFFERED,
  });
  state.subscriber = subscriber;
  deps.fanOut.subscribe(subscriber);
  void subscriber.begin();
};

const sinkOf = (socket: WebSocket<SocketState>, noteSent: () => void): Sink => ({
  send: ({ seq, text }) => {
    if (seq !== null) noteSent();
    if (socket.send(text) === DROPPED) socket.getUserData().subscriber?.end(TOO_SLOW);
  },
  buffered: () => socket.getBufferedAmount(),
  end: ({ code, reason }) => {
    socket.end(code, reason);
  },
});

const unsubscribe = ({ fanOut }: Deps, state: SocketState): void => {
  if (state.subscriber === null) return;
  fanOut.unsubscribe(state.subscriber);
  state.subscriber.closed();
  state.subscriber = null;
};

/** Answers a client that sends a message. It must not fill its buffer with errors, so they are rare and wait for nothing. */
const sendError = (clock: Clock, socket: WebSocket<SocketState>): void => {
  const state = socket.getUserData();
  const now = clock.now();
  if (now - state.lastErrorAt < ERROR_EVERY_MS || socket.getBufferedAmount() > 0) return;
  state.lastErrorAt = now;
  const message = 'This socket is read-only. Use the REST API for requests.';
  socket.send(JSON.stringify({ event: 'error', message }));
};
