import * as E from 'fp-ts/lib/Either.js';
import type { Clock } from '../../../../application/ports/clock.js';
import type { SocketHandlers, TransportSocket } from '../../transport/transport.js';
import type { Client } from '../admission.js';
import { type CloseCode, SERVER_BUG, TOO_MANY } from '../close-codes.js';
import { type Joined, joinStream } from '../join-stream.js';
import type { Connection } from '../sink.js';
import type { StreamDeps } from '../stream-deps.js';

/** How often a client that sends messages gets an error, at most, in milliseconds. */
const ERROR_EVERY_MS = 1_000;

export type ClientSocketDeps = Pick<StreamDeps, 'outflow' | 'fanOut' | 'history' | 'noteSent'> & {
  readonly clock: Clock;
};

/** A client, or why its socket is closed as soon as it is open. */
type Admitted = E.Either<CloseCode, Client>;

/**
 * What happens on the socket of one client: it joins its stream, or is closed with the reason why it is not admitted. What is not known
 * yet of a client is found once its socket is open. `hello` sends it the position of the stream first.
 */
export const clientSocket = (
  deps: ClientSocketDeps,
  admitted: Admitted | (() => Promise<Admitted>),
  hello: boolean,
): SocketHandlers => {
  /** Null until the socket is open. */
  let socket: TransportSocket | null = null;
  /** Null until the socket has joined its stream, and once it is closed. */
  let joined: Joined | null = null;
  let lastErrorAt = 0;
  const begin = (client: Admitted): void => {
    if (socket === null) return;
    if (E.isLeft(client)) socket.end(client.left.code, client.left.reason);
    else if (!deps.fanOut.hasRoomFor(client.right.access.appId)) socket.end(TOO_MANY.code, TOO_MANY.reason);
    else joined = joinStream(deps, client.right, connectionOf(socket), hello);
  };
  return {
    opened: (opened) => {
      socket = opened;
      if (typeof admitted === 'function') void admitted().then(begin, () => begin(E.left(SERVER_BUG)));
      else begin(admitted);
    },
    // It must not fill its buffer with errors, so they are rare and wait for nothing.
    received: () => {
      const now = deps.clock.now();
      if (socket === null || now - lastErrorAt < ERROR_EVERY_MS || socket.buffered() > 0) return;
      lastErrorAt = now;
      socket.send(READ_ONLY);
    },
    drained: () => joined?.drained(),
    closed: () => {
      joined?.left();
      joined = null;
      socket = null;
    },
  };
};

const READ_ONLY = JSON.stringify({
  event: 'error',
  message: 'This socket is read-only. Use the REST API for requests.',
});

const connectionOf = (socket: TransportSocket): Connection => ({
  send: ({ text }) => socket.send(text),
  together: (sends) => socket.together(sends),
  buffered: () => socket.buffered(),
  end: ({ code, reason }) => socket.end(code, reason),
  drop: () => socket.close(),
});
