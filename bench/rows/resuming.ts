import { openConnection } from '../connection.js';
import { counted } from '../counted.js';
import { fill } from '../fill.js';
import { listen } from '../listener.js';
import { get } from '../requests.js';
import type { Row } from '../row.js';
import { quantile } from '../statistics.js';

/** Reads one call after the other, until it is ended; answers with the milliseconds that each took. */
const reader = async (...[server]: Parameters<Row>): Promise<() => readonly number[]> => {
  const times: number[] = [];
  const request = get(server, '/api/calls/active');
  let begun = performance.now();
  const socket = await openConnection(server.port, (status) => {
    if (status !== 200) throw new Error(`a read beside those that resume was answered ${status}`);
    times.push(performance.now() - begun);
    begun = performance.now();
    socket.write(request);
  });
  socket.write(request);
  return () => {
    // What has no answer yet has waited too.
    times.push(performance.now() - begun);
    socket.destroy();
    return times;
  };
};

/** Sockets that come back at once and are sent everything that is stored, while another client is served. */
export const resuming: Row = async (server, scale) => {
  if (!server.keepsHistory) return [];
  const [sockets, events] = scale.full ? [1_000, 30_000] : [100, 3_000];
  await fill(server, 0, events);
  const endReader = await reader(server, scale);
  const told = counted(sockets * events);
  const begun = performance.now();
  const opened = await Promise.all(
    Array.from({ length: sockets }, () => listen(server, { query: '&since=0', onMessage: told.seen })),
  );
  await told.all;
  const seconds = (performance.now() - begun) / 1_000;
  const times = endReader();
  for (const socket of opened) socket.removeAllListeners('close').destroy();
  const name = `${sockets.toLocaleString('en')} sockets resuming over ${events.toLocaleString('en')} events`;
  return [
    { name, unit: '/s', value: (sockets * events) / seconds },
    { name: `${name}: GET active beside, p99`, unit: 'ms', value: quantile(times, 0.99) },
  ];
};
