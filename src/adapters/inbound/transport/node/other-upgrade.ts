import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';

export const isWebSocketUpgrade = (req: IncomingMessage): boolean =>
  req.method === 'GET' && req.headers.upgrade?.toLowerCase() === 'websocket';

/**
 * Serves a request whose `upgrade` is for a protocol that is not spoken here, such as HTTP/2's, as if it did not ask for it
 * (RFC 9110 §7.8). Node hands its connection over before the request is read whole, so it is read again.
 */
export const serveWithoutUpgrade = (server: Server, req: IncomingMessage, socket: Socket, sent: Buffer): void => {
  const lines = [`${req.method} ${req.url} HTTP/${req.httpVersion}`];
  for (let n = 0; n < req.rawHeaders.length; n += 2) {
    const name = req.rawHeaders[n] ?? '';
    if (!/^upgrade$/i.test(name)) lines.push(`${name}: ${withoutUpgrade(name, req.rawHeaders[n + 1] ?? '')}`);
  }
  socket.unshift(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), sent]));
  server.emit('connection', socket);
};

const withoutUpgrade = (name: string, value: string): string =>
  /^connection$/i.test(name) ? value.replace(/\bupgrade\b/gi, 'keep-alive') : value;
