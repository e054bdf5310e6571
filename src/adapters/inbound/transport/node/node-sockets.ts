import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { WebSocketServer } from 'ws';
import { BUDGETS } from '../../../../application/budgets.js';
import { loopTurn } from '../../turns.js';
import type { SocketHandlers, TransportLimits } from '../transport.js';
import { NodeSocket } from './node-socket.js';

/** How long a client has to answer a close, in milliseconds. */
const CLOSE_MS = 5_000;

/** The WebSockets of a transport. */
export interface NodeSockets {
  /** Makes a connection a socket. `sent` is what its client has sent behind the request. */
  readonly accept: (
    request: { readonly req: IncomingMessage; readonly socket: Socket; readonly sent: Buffer },
    protocol: string,
    handlers: SocketHandlers,
  ) => void;
  /** Closes all of them at once. */
  readonly close: () => void;
}

export const makeNodeSockets = ({ messageBytes, idleSeconds }: TransportLimits): NodeSockets => {
  const sockets = new Set<NodeSocket>();
  /** The subprotocol of the upgrade that is being accepted; empty for none. */
  let selected = '';
  const server = new WebSocketServer({
    ...{ noServer: true, clientTracking: false, perMessageDeflate: false, skipUTF8Validation: true },
    ...{ maxPayload: messageBytes, closeTimeout: CLOSE_MS, handleProtocols: () => selected || false },
  });
  // A client is asked for a sign of life twice in the time.
  const asking = setInterval(() => void askAll(sockets), (idleSeconds * 1000) / 2).unref();
  return {
    accept: ({ req, socket, sent }, protocol, handlers) => {
      selected = protocol;
      server.handleUpgrade(req, socket, sent, (ws) => {
        const opened = new NodeSocket(ws, socket, handlers);
        sockets.add(opened);
        ws.on('close', () => sockets.delete(opened));
        handlers.opened(opened);
      });
    },
    close: () => {
      clearInterval(asking);
      for (const socket of sockets) socket.close();
    },
  };
};

/** Asks as many as a turn of the event loop has time for, and the rest in the next turns. */
const askAll = async (sockets: Iterable<NodeSocket>): Promise<void> => {
  let until = performance.now() + BUDGETS.turnMs;
  for (const socket of sockets) {
    socket.askForLife();
    if (performance.now() < until) continue;
    await loopTurn();
    until = performance.now() + BUDGETS.turnMs;
  }
};
