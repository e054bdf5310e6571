import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { listen } from '../listener.js';
import { memoryOf } from '../process-use.js';
import type { Row } from '../row.js';

const TOGETHER = 100;
/** After this long a server has given back what opening has cost, as far as it does. */
const SETTLING_MS = 3_000;

/** The start, and the memory of a server that has nothing to do: without sockets, and for each of many. */
export const atRest: Row = async (server, { full }) => {
  const size = full ? 10_000 : 5_000;
  await pause(SETTLING_MS);
  const before = memoryOf(server.pid);
  const sockets: Socket[] = [];
  while (sockets.length < size) {
    const opening = Array.from({ length: TOGETHER }, () => listen(server, { onMessage: () => undefined }));
    sockets.push(...(await Promise.all(opening)));
  }
  await pause(SETTLING_MS);
  const after = memoryOf(server.pid);
  for (const socket of sockets) socket.removeAllListeners('close').destroy();
  return [
    { name: 'start to first answer', unit: 'ms', value: server.startMs },
    { name: 'memory at rest', unit: 'MiB', value: before / 2 ** 20 },
    { name: 'memory of an idle socket', unit: 'KiB', value: (after - before) / size / 1024 },
  ];
};
