import type { Socket } from 'node:net';
import { counted } from '../counted.js';
import { ring } from '../event.js';
import { exchange } from '../exchange.js';
import { listen } from '../listener.js';
import { webhook } from '../requests.js';
import { type Figure, medians, type Row } from '../row.js';

const CONNECTIONS = 16;
const SOCKETS = [100, 1_000, 10_000];
/** Opened at once: a server's queue of connections holds no more than some hundred. */
const TOGETHER = 100;

/** Webhooks whose messages go to many sockets; every socket must be sent every one. */
export const fanOut: Row = async (server, scale) => {
  const figures: Figure[] = [];
  const sockets: Socket[] = [];
  let seen = (): void => undefined;
  let next = 1;
  for (const size of SOCKETS) {
    while (sockets.length < size) {
      const opening = Array.from({ length: Math.min(TOGETHER, size - sockets.length) }, () =>
        listen(server, { onMessage: () => seen() }),
      );
      sockets.push(...(await Promise.all(opening)));
    }
    const amount = { first: Math.max(2, 5_000 / size), most: 1_000_000 / size };
    const taken = await medians(scale, amount, async (count) => {
      const requests = Array.from({ length: count }, () => webhook(server, ring(next++)));
      const told = counted(count * size);
      seen = told.seen;
      const begun = performance.now();
      await exchange(server.port, CONNECTIONS, { count, at: (n) => requests[n] ?? Buffer.alloc(0) });
      await told.all;
      const seconds = (performance.now() - begun) / 1_000;
      const name = `fan-out to ${size.toLocaleString('en')} sockets`;
      return { seconds, figures: [{ name, unit: '/s', value: (count * size) / seconds }] };
    });
    figures.push(...taken);
  }
  for (const socket of sockets) socket.removeAllListeners('close').destroy();
  return figures;
};
