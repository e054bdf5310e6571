import type { MakeTransport, TransportHandlers, TransportLimits } from '../transport.js';
import type { ListenSocket, Uws, UwsApp, UwsBehavior, UwsWebSocket } from './uws.js';
import { UwsRequest } from './uws-request.js';
import { UwsResponse } from './uws-response.js';
import { type SocketData, UwsSocket } from './uws-socket.js';

/** Serves with µWebSockets.js. */
export const makeUwsTransport =
  (uws: Uws): MakeTransport =>
  (limits) => {
    const app = uws.App();
    let listening: ListenSocket | null = null;
    return {
      name: 'uws',
      serve: (handlers) => {
        app.ws('/*', socketsOf(handlers, limits)).any('/*', (res, req) => {
          const response = new UwsResponse(res, NO_UPGRADE);
          handlers.request(new UwsRequest(req, res), response);
          response.arrived();
        });
      },
      listen: async (host, port, shared = false) => {
        listening = await listenOn(app, host, port, shared ? REUSED : EXCLUSIVE);
        return listening !== null;
      },
      port: () => (listening === null ? 0 : uws.us_socket_local_port(listening)),
      stopListening: () => {
        if (listening !== null) uws.us_listen_socket_close(listening);
      },
      close: () => app.close(),
    };
  };

const NO_UPGRADE = (): void => undefined;

/** Without this option, another process may listen on the same port and take a part of the connections. */
const EXCLUSIVE = 1;
/** Every process has a socket of its own on the port (SO_REUSEPORT), and Linux spreads the connections among them. */
const REUSED = 0;

const listenOn = (app: UwsApp, host: string, port: number, options: number): Promise<ListenSocket | null> =>
  new Promise((resolve) => app.listen(host, port, options, (socket) => resolve(socket || null)));

const socketsOf = (
  handlers: TransportHandlers,
  { messageBytes, idleSeconds }: TransportLimits,
): UwsBehavior<SocketData> => {
  /** The socket that has just been opened. */
  const opened: UwsWebSocket<SocketData>[] = [];
  return {
    idleTimeout: idleSeconds,
    maxPayloadLength: messageBytes,
    // No bound of its own, above which it would leave out messages.
    maxBackpressure: 0,
    upgrade: (res, req, context) => {
      const key = req.getHeader('sec-websocket-key');
      const extensions = req.getHeader('sec-websocket-extensions');
      const response = new UwsResponse(res, (protocol, socketHandlers) => {
        const data: SocketData = { handlers: socketHandlers };
        res.cork(() => res.upgrade(data, key, protocol, extensions, context));
        for (const socket of opened.splice(0)) socketHandlers.opened(new UwsSocket(socket));
      });
      // µWebSockets.js looks at the key alone.
      const isUpgrade = /\bupgrade\b/i.test(req.getHeader('connection'));
      handlers[isUpgrade ? 'upgrade' : 'request'](new UwsRequest(req, res), response);
      response.arrived();
    },
    // While a socket opens in a later turn than its request came, nothing may allocate memory, not even the compilation of a function:
    // µWebSockets reads memory that it has just freed, and closes the socket if something new in that place looks like the end of a
    // request (uNetworking/uWebSockets#1928).
    open: opened.push.bind(opened) as (socket: UwsWebSocket<SocketData>) => void,
    message: (socket) => socket.getUserData().handlers.received(),
    drain: (socket) => socket.getUserData().handlers.drained(),
    close: (socket) => {
      if (opened[0] === socket) opened.pop();
      socket.getUserData().handlers.closed();
    },
  };
};
