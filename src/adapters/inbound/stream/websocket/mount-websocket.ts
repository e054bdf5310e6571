import type { TemplatedApp, us_socket_context_t, WebSocket, WebSocketBehavior } from 'uWebSockets.js';
import * as E from 'fp-ts/lib/Either.js';
import type { Clock } from '../../../../application/ports/clock.js';
import { unlessRefused } from '../../http/refused-head.js';
import { bothPaths } from '../../http/route-path.js';
import { TOO_MANY } from '../close-codes.js';
import { joinStream } from '../join-stream.js';
import type { Connection } from '../sink.js';
import type { StreamDeps } from '../stream-deps.js';
import type { SocketState } from './socket-state.js';
import { answerPlainRequest, upgrade } from './upgrade.js';

interface Deps extends StreamDeps {
  readonly clock: Clock;
  readonly idleTimeoutSeconds: number;
}

/** The longest message that a client may send, in bytes. The server does not use any. */
const MAX_MESSAGE = 4 * 1024;
/** How often a client that sends messages gets an error, at most, in milliseconds. */
const ERROR_EVERY_MS = 1_000;

/** Puts `/ws` on a µWebSockets.js app (contract §7). */
export const mountWebSocket = (app: TemplatedApp, deps: Deps): void => {
  /** The socket that has just been opened, until it is subscribed. */
  const opened: WebSocket<SocketState>[] = [];
  const joinOpened = (): void => {
    for (const socket of opened.splice(0)) join(deps, socket);
  };

  const behavior: WebSocketBehavior<SocketState> = {
    idleTimeout: deps.idleTimeoutSeconds,
    maxPayloadLength: MAX_MESSAGE,
    // No bound of its own, above which it would leave out events: the outflow bounds what waits.
    maxBackpressure: 0,
    upgrade: unlessRefused(deps, (res, req, context: us_socket_context_t) =>
      upgrade(deps, res, req, context, joinOpened),
    ),
    // While a socket opens, nothing may allocate memory, not even the compilation of a function: µWebSockets reads memory that it has
    // just freed, and closes the socket if something new in that place looks like the end of a request (uNetworking/uWebSockets#1928).
    open: opened.push.bind(opened) as (socket: WebSocket<SocketState>) => void,
    message: (socket) => sendError(deps.clock, socket),
    drain: (socket) => socket.getUserData().joined?.drained(),
    close: (socket) => {
      if (opened[0] === socket) opened.pop();
      leave(socket.getUserData());
    },
  };
  const refuse = unlessRefused(deps, (res, req) => answerPlainRequest(deps, res, req));
  for (const path of bothPaths('/ws')) app.ws(path, behavior).get(path, refuse).head(path, refuse);
};

const join = (deps: Deps, socket: WebSocket<SocketState>): void => {
  const state = socket.getUserData();
  if (E.isLeft(state.client)) {
    socket.end(state.client.left.code, state.client.left.reason);
    return;
  }
  if (!deps.fanOut.hasRoomFor(state.client.right.access.appId)) {
    socket.end(TOO_MANY.code, TOO_MANY.reason);
    return;
  }
  state.joined = joinStream(deps, state.client.right, connectionOf(socket), state.hello);
};

const connectionOf = (socket: WebSocket<SocketState>): Connection => ({
  send: ({ text }) => {
    socket.send(text);
  },
  together: (sends) => {
    socket.cork(sends);
  },
  buffered: () => socket.getBufferedAmount(),
  end: ({ code, reason }) => {
    socket.end(code, reason);
  },
  drop: () => {
    socket.close();
  },
});

const leave = (state: SocketState): void => {
  state.joined?.left();
  state.joined = null;
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
