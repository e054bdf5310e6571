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
export const webhooks: Row = async (server, scale) => {
  let next = 1;
  // Twice as long as other takes: what is acknowledged first is processed last.
  return medians({ ...scale, seconds: scale.seconds * 2 }, { first: 500, most: 20_000 }, async (count) => {
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
    const processor = processorOf(server.pid) - used;
    socket.removeAllListeners('close').destroy();
    return {
      seconds: untilTold,
      figures: [
        { name: 'webhooks acknowledged', unit: '/s', value: count / seconds },
        { name: 'webhook to answer, p99', unit: 'ms', value: quantile(latencies, 0.99) },
        { name: 'webhooks processed to the end', unit: '/s', value: count / untilTold },
        { name: 'processor time an event', unit: 'µs', value: (processor / count) * 1e6 },
      ],
    };
  });
};
