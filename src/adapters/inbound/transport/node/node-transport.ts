import { createServer, type IncomingMessage, type Server, ServerResponse, STATUS_CODES } from 'node:http';
import { type AddressInfo, Server as NetServer, type Socket } from 'node:net';
import type { Answer, MakeTransport, SocketHandlers, TransportHandlers, Unreadable } from '../transport.js';
import { type InOrder, makeInOrder } from './in-order.js';
import { NodeRequest } from './node-request.js';
import { NodeResponse } from './node-response.js';
import { makeNodeSockets, type NodeSockets } from './node-sockets.js';
import { isWebSocketUpgrade, serveWithoutUpgrade } from './other-upgrade.js';

/** How long a connection may take to send the head of a request, or wait for another request, in milliseconds. */
const IDLE_MS = 10_000;
/** How often connections are checked for it, in milliseconds. */
const CHECK_MS = 2_000;

/** Serves with Node's own HTTP server and `ws`. */
export const makeNodeTransport: MakeTransport = (limits) => {
  const server = createServer({
    ...{ maxHeaderSize: limits.headBytes, headersTimeout: IDLE_MS, keepAliveTimeout: IDLE_MS },
    ...{ connectionsCheckingInterval: CHECK_MS, noDelay: true },
  });
  // None is left out: what two lines of one name contradict must be seen.
  server.maxHeadersCount = 0;
  const sockets = makeNodeSockets(limits);
  return {
    name: 'node',
    serve: (handlers) => {
      const order = makeInOrder();
      serveRequests(server, order, handlers);
      serveUpgrades(server, order, sockets, handlers);
    },
    listen: (host, port, shared = false) => listen(server, host, port, !shared),
    port: () => (server.address() as AddressInfo | null)?.port ?? 0,
    // Not `server.close()`, which also closes the connections on which no request is under way: what comes on them is answered.
    stopListening: () => {
      NetServer.prototype.close.call(server);
    },
    close: () => {
      sockets.close();
      server.closeAllConnections();
    },
  };
};

const serveRequests = (server: Server, { serve, endAt }: InOrder, handlers: TransportHandlers): void => {
  server.on('request', (req, res) =>
    serve(req, res, () => handlers.request(new NodeRequest(req), new NodeResponse(req, res, NO_UPGRADE))),
  );
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) =>
    endAt(socket, () => endUnreadable(socket, handlers.unreadable(reasonOf(error)))),
  );
};

const NO_UPGRADE = (): void => undefined;

const serveUpgrades = (
  server: Server,
  { isServing }: InOrder,
  sockets: NodeSockets,
  handlers: TransportHandlers,
): void => {
  server.on('upgrade', (req: IncomingMessage, socket: Socket, sent: Buffer) => {
    socket.on('error', () => socket.destroy());
    // Node hands the connection over although the answer to a request before is still to come: who upgrades has to wait for it.
    if (isServing(socket)) return socket.destroySoon();
    if (!isWebSocketUpgrade(req)) return serveWithoutUpgrade(server, req, socket, sent);
    const res = responseOn(socket, req);
    const accept = (protocol: string, socketHandlers: SocketHandlers): void => {
      res.detachSocket(socket);
      sockets.accept({ req, socket, sent }, protocol, socketHandlers);
    };
    handlers.upgrade(new NodeRequest(req), new NodeResponse(req, res, accept));
  });
};

/** The response to a request whose connection Node has handed over, which is closed after the answer. */
const responseOn = (socket: Socket, req: IncomingMessage): ServerResponse => {
  const res = new ServerResponse(req);
  res.shouldKeepAlive = false;
  res.assignSocket(socket);
  res.on('finish', () => socket.destroySoon());
  return res;
};

/** Where it is not exclusive, the parent process has the port, and hands the connections to its processes in turn (node:cluster). */
const listen = (server: Server, host: string, port: number, exclusive: boolean): Promise<boolean> =>
  new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen({ host, port, exclusive }, () => resolve(true));
  });

const reasonOf = ({ code }: NodeJS.ErrnoException): Unreadable => {
  if (code === 'HPE_HEADER_OVERFLOW') return 'head-too-large';
  return code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 'head-too-slow' : 'malformed';
};

const endUnreadable = (socket: Socket, { status, headers, body }: Answer): void => {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const all = { ...headers, 'content-length': Buffer.byteLength(body ?? ''), connection: 'close' };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n${body ?? ''}`);
  socket.destroySoon();
};
