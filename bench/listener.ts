import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { readFrames } from './frames.js';
import { type Target, upgrade } from './requests.js';

/** A WebSocket that costs next to nothing: it finds where messages end, and hands them over. It is ready once it misses none. */
export const listen = async (
  target: Target,
  { query = '', onMessage }: { readonly query?: string; readonly onMessage: (message: Buffer) => void },
): Promise<Socket> => {
  const socket = connect({ port: target.port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  let rest: Buffer = Buffer.alloc(0);
  let upgraded = false;
  let handOver = onMessage;
  const ready = new Promise<void>((resolve, reject) => {
    // The first message of the subprotocol is not an event.
    const onHello = (): void => {
      handOver = onMessage;
      resolve();
    };
    if (target.protocol !== undefined) handOver = onHello;
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('the server closed a socket')));
    socket.on('data', (chunk: Buffer) => {
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      if (!upgraded) {
        const head = rest.indexOf('\r\n\r\n');
        if (head < 0) return;
        if (rest.toString('latin1', 9, 12) !== '101')
          reject(new Error(`no socket: ${rest.toString('latin1', 0, head)}`));
        upgraded = true;
        rest = rest.subarray(head + 4);
        if (target.protocol === undefined) resolve();
      }
      rest = readFrames(rest, { message: (text) => handOver(text), ping: () => socket.write(PONG) });
    });
  });
  socket.write(upgrade(target, query));
  await ready;
  return socket;
};

/** A pong without a payload, with a mask of zeros. */
const PONG = Buffer.from([0x8a, 0x80, 0, 0, 0, 0]);
