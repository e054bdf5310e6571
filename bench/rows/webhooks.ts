import { counted } from '../counted.js';
import { ring } from '../event.js';
import { exchange } from '../exchange.js';
import { listen } from '../listener.js';
import { processorOf } from '../process-use.js';
import { webhook } from '../requests.js';
import { medians, type Row } from '../row.js';
import { quantile } from '../statistics.js';

const CONNECTIONS = 64;

/** Signed webhooks, each of a new call: until the answer, and until the last of them was told on a socket. */
export const webhooks: Row = async (server, { full, runs }) => {
  // The run that warms up says how many make some seconds of a slow server.
  let count = 500;
  let next = 1;
  return medians(runs, async () => {
    const requests = Array.from({ length: count }, () => webhook(server, ring(next++)));
    const told = counted(count);
    const socket = await listen(server, { onMessage: told.seen });
    const [begun, used] = [performance.now(), processorOf(server.pid)];
    const { seconds, latencies } = await exchange(server.port, CONNECTIONS, {
      count,
      at: (n) => requests[n] ?? Buffer.alloc(0),
    });
    await told.all;
    const untilTold = (performance.now() - begun) / 1_000;
    socket.removeAllListeners('close').destroy();
    const sent = count;
    count = Math.round(Math.min(full ? 20_000 : 4_000, Math.max(500, (sent / untilTold) * 3)));
    return [
      { name: 'webhooks acknowledged', unit: '/s', value: sent / seconds },
      { name: 'webhook to answer, p99', unit: 'ms', value: quantile(latencies, 0.99) },
      { name: 'webhooks processed to the end', unit: '/s', value: sent / untilTold },
      { name: 'processor time an event', unit: 'µs', value: ((processorOf(server.pid) - used) / sent) * 1e6 },
    ];
  });
};
