import { openConnection } from '../connection.js';
import { counted } from '../counted.js';
import { fill } from '../fill.js';
import { listen } from '../listener.js';
import { get } from '../requests.js';
import { type Figure, type Measured, mediansOf, type Row } from '../row.js';
import { quantile } from '../statistics.js';

/** After so long it is not waited for what has not been sent yet. */
const LIMIT_MS = 60_000;

/** Reads one call after the other, until it is ended; answers with the milliseconds that each took. */
const reader = async (server: Measured): Promise<() => readonly number[]> => {
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

/** Lets so many sockets resume, and reads beside them; the figures are the messages a second and the wait of a read. */
const resumed = async (server: Measured, sockets: number, events: number) => {
  const endReader = await reader(server);
  const all = sockets * events;
  const told = counted(all);
  const begun = performance.now();
  const limit = setTimeout(told.cancel, LIMIT_MS);
  const opened = await Promise.all(
    Array.from({ length: sockets }, () => listen(server, { query: '&since=0', onMessage: told.seen })),
  );
  await told.all;
  clearTimeout(limit);
  const seconds = (performance.now() - begun) / 1_000;
  const sent = all - told.left();
  const times = endReader();
  for (const socket of opened) socket.removeAllListeners('close').destroy();
  return { rate: sent / seconds, wait: quantile(times, 0.99), isWhole: sent === all };
};

/** Sockets that come back at once and are sent everything that is stored, while another client is served. */
export const resuming: Row = async (server, scale) => {
  const [sockets, events] = scale.full ? [1_000, 30_000] : [100, 3_000];
  const stored = await fill(server, 0, events, scale.fillSeconds);
  await resumed(server, Math.ceil(sockets / 20), stored);
  const name = `${sockets.toLocaleString('en')} sockets resuming over ${events.toLocaleString('en')} events`;
  const takes: (readonly Figure[])[] = [];
  // A long one is taken once.
  for (let n = 0; n < (scale.full ? 1 : scale.runs); n += 1) {
    const { rate, wait, isWhole } = await resumed(server, sockets, stored);
    const notes = [
      ...(stored < events ? [`over ${stored.toLocaleString('en')} events, stored in ${scale.fillSeconds} s`] : []),
      ...(isWhole ? [] : [`in the first ${LIMIT_MS / 1_000} s of it`]),
    ];
    const note = notes.length === 0 ? {} : { note: notes.join('; ') };
    takes.push([
      { name, unit: '/s', value: rate, ...note },
      { name: `${name}: GET active beside, p99`, unit: 'ms', value: wait, ...note },
    ]);
  }
  return mediansOf(takes);
};
