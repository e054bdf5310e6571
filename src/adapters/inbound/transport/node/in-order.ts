import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Requests that may wait on one connection for the answer to another; with more it is closed. */
const MAX_WAITING = 100;

/**
 * Serves the requests of a connection one after the other, as a client without pipelining would send them: what follows on a connection
 * that is closed after an answer is not served (RFC 9112 §9.3.2).
 */
export interface InOrder {
  readonly serve: (req: IncomingMessage, res: ServerResponse, serve: () => void) => void;
  /** Whether a request of the connection has no answer yet. */
  readonly isServing: (socket: Socket) => boolean;
  /** Ends a connection on which something cannot be read: at once if it is the body of the request under way, else after the answers. */
  readonly endAt: (socket: Socket, end: () => void) => void;
}

/** A request that is not answered yet, and what waits behind it. */
interface Underway {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly waiting: (() => void)[];
}

export const makeInOrder = (): InOrder => {
  const connections = new WeakMap<Socket, Underway>();

  const begin = (underway: Underway, serve: () => void): void => {
    const { socket } = underway.req;
    connections.set(socket, underway);
    underway.res.on('close', () => {
      connections.delete(socket);
      const next = underway.waiting.shift();
      if (isOpen(socket)) next?.();
    });
    serve();
  };

  return {
    serve: (req, res, serve) => {
      const before = connections.get(req.socket);
      if (!isOpen(req.socket)) return;
      if (before === undefined) begin({ req, res, waiting: [] }, serve);
      else if (before.waiting.length >= MAX_WAITING) req.socket.destroy();
      else before.waiting.push(() => begin({ req, res, waiting: before.waiting }, serve));
    },
    isServing: (socket) => connections.has(socket),
    endAt: (socket, end) => {
      const before = connections.get(socket);
      if (before === undefined || !(before.req.complete || before.res.headersSent)) end();
      else if (before.req.complete) before.waiting.push(end);
      else socket.destroy();
    },
  };
};

/** False once the connection is closed after what it sends now. */
const isOpen = (socket: Socket): boolean => socket.writable;
