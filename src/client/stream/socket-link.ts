import type { SocketConstructor } from '../platform.js';
import { endOf, type Link, type LinkHandlers, LOST } from './link.js';

const OPEN = 1;

/** Opens a WebSocket. Throws if the address is none, or if the browser forbids it. */
export const openSocketLink = (WebSocket: SocketConstructor, url: string, handlers: LinkHandlers): Link => {
  const socket = new WebSocket(url.replace(/^http/, 'ws'), 'cti.v1');
  socket.onmessage = ({ data }) => {
    handlers.onAlive();
    handlers.onText(String(data));
  };
  socket.onclose = ({ code, reason }) => handlers.onEnd(endOf(code, reason || `the connection was lost (${code})`));
  // A close follows, but not in Node 22, where a socket that did not open only says this.
  socket.onerror = () => handlers.onEnd(endOf(LOST, 'the connection failed'));
  return {
    // A browser cannot ping. The server answers any text with an error, which is a sign of life (docs/events.md).
    probe: () => {
      if (socket.readyState === OPEN) socket.send('ping');
    },
    close: () => {
      socket.onmessage = null;
      socket.onclose = null;
      socket.close();
    },
  };
};
