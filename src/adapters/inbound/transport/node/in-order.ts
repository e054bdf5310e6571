import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Requests that may wait on one connection for the answer to another; with more it is closed. */
const MAX_WAITING = 100;

/**
 * Serves the requests of a connection one after the other, as a client without pipelining would send them: what follows on a connection
 * that is closed after an answer is not served (RFC 9112 §9.3.2).
 */
export interface InOrder {
  readonly serve: (socket: Socket, res: ServerResponse, serve: () => void) => void;
  /** Whether a request of the connection is not answered yet. */
  readonly isServing: (socket: Socket) => boolean;
}

export const makeInOrder = (): InOrder => {
  /** What waits on each connection that has a request which is not answered. */
  const waiting = new WeakMap<Socket, (() => void)[]>();

  const begin = (socket: Socket, res: ServerResponse, serve: () => void): void => {
    res.on('close', () => {
      const next = waiting.get(socket)?.shift();
      if (next === undefined || socket.destroyed || !socket.writable) waiting.delete(socket);
      else next();
    });
    serve();
  };

  return {
    isServing: (socket) => waiting.has(socket),
    serve: (socket, res, serve) => {
      const others = waiting.get(socket);
      if (others === undefined) {
        waiting.set(socket, []);
        begin(socket, res, serve);
      } else if (others.length >= MAX_WAITING) socket.destroy();
      else others.push(() => begin(socket, res, serve));
    },
  };
};
