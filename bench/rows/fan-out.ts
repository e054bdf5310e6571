import type { Socket } from 'node:net';
import { counted } from '../counted.js';
import { ring } from '../event.js';
import { exchange } from '../exchange.js';
import { listen } from '../listener.js';
import { webhook } from '../requests.js';
import { type Figure, medians, type Row } from '../row.js';

const SOCKETS = [100, 1_000, 10_000];
/** Opened at once: a server's queue of connections holds no more than some hundred. */
const TOGETHER = 100;

/** Webhooks whose messages go to many sockets; every socket must be sent every one. */
export const fanOut: Row = async (server, { full, runs }) => {
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
    const messages = full ? 1_000_000 : 200_000;
    const count = messages / size;
    const taken = await medians(runs, async () => {
      const requests = Array.from({ length: count }, () => webhook(server, ring(next++)));
      const told = counted(messages);
      seen = told.seen;
      const begun = performance.now();
      await exchange(server.port, 16, { count, at: (n) => requests[n] ?? Buffer.alloc(0) });
      await told.all;
      const seconds = (performance.now() - begun) / 1_000;
      return [{ name: `fan-out to ${size.toLocaleString('en')} sockets`, unit: '/s', value: messages / seconds }];
    });
    figures.push(...taken);
  }
  for (const socket of sockets) socket.removeAllListeners('close').destroy();
  return figures;
};
