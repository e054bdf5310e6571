import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';

/** A connection over which a test sends bytes as it likes. */
export const dial = (port: number): Socket => connect({ port, host: '127.0.0.1' }).on('error', () => undefined);

/** Sends these bytes, and answers with everything that the server sends until it closes the connection. */
export const exchange = (port: number, ...parts: readonly (string | Buffer)[]): Promise<string> => {
  const socket = dial(port);
  for (const part of parts) socket.write(part);
  return text(socket);
};

/** Sends these bytes by themselves: a server in this process reads them before it resolves. */
export const sent = async (socket: Socket, bytes: string | Buffer): Promise<void> => {
  await new Promise((resolve) => socket.setNoDelay(true).write(bytes, resolve));
  for (let turn = 0; turn < 2; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

/** Reads from a connection until what came matches; rejects with what came if it is closed before. */
export const readUntil = async (socket: Socket, wanted: RegExp): Promise<string> => {
  let got = '';
  const closed = once(socket, 'close').then(() => null);
  while (!wanted.test(got)) {
    const chunk = await Promise.race([once(socket, 'data'), closed]);
    if (chunk === null) throw new Error(`closed after ${JSON.stringify(got)}`);
    got += String(chunk[0]);
  }
  return got;
};
