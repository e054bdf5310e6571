import type { Socket } from 'node:net';
import { callIds } from '../call-ids.js';
import { counted } from '../counted.js';
import { ring } from '../event.js';
import { exchange } from '../exchange.js';
import { deliver, fill, tooFew } from '../fill.js';
import { legEnds, legRings } from '../leg.js';
import { listen } from '../listener.js';
import { newApp } from '../new-app.js';
import { processorOf } from '../process-use.js';
import { get, type Target, webhook } from '../requests.js';
import { type Figure, type Measured, medians, type Row, type Scale, WARMING } from '../row.js';

/*
 * Processor time of the server for an event and for a read, as one thing grows and all else stays: neither must grow with it.
 * Every point has an app of its own, so that what the points before it have stored is only other apps' calls.
 */

const CONNECTIONS = 64;
const TOGETHER = 100;
const FEW_CALLS = 1_000;
const MANY_CALLS = 10_000;
const APPS = 1_000;
const SOCKETS = 5_000;

/** Milliseconds of processor time are counted in tens: a take has to be long enough to have many of them. */
const EVENTS = { first: 500, most: 5_000 };
const READS = { first: 500, most: 10_000 };

/** The next calls that no app has yet. */
const numbers = () => {
  let last = 1_000_000;
  return (count: number): readonly number[] => Array.from({ length: count }, () => ++last);
};

interface Bench {
  readonly server: Measured;
  readonly scale: Scale;
  readonly newCalls: (count: number) => readonly number[];
}

const processorTime = async (server: Measured, count: number, work: () => Promise<unknown>) => {
  const [begun, used] = [performance.now(), processorOf(server.pid)];
  await work();
  const seconds = (performance.now() - begun) / 1_000;
  return { seconds, each: ((processorOf(server.pid) - used) / count) * 1e6 };
};

/** The median of several takes of `work`, under the name of the point. */
const costOf = (
  { server, scale }: Bench,
  name: string,
  amount: { readonly first: number; readonly most: number },
  work: (count: number) => () => Promise<unknown>,
): Promise<readonly Figure[]> =>
  medians(scale, amount, async (count) => {
    const { seconds, each } = await processorTime(server, count, work(count));
    return { seconds, figures: [{ name, unit: 'µs', value: each }] };
  });

const costOfEvents = (bench: Bench, point: string, app: Target): Promise<readonly Figure[]> =>
  costOf(bench, `an event, ${point}`, EVENTS, (count) => {
    const bodies = bench.newCalls(count).map(ring);
    return () => deliver(app, bodies);
  });

const costOfReads = async (bench: Bench, point: string, app: Target): Promise<readonly Figure[]> => {
  const [id] = await callIds(app, 1);
  const paths = { 'GET by id': `/api/calls/${id}`, 'GET ?status=ended': '/api/calls?status=ended' };
  const figures: Figure[] = [];
  for (const [name, path] of Object.entries(paths)) {
    const request = get(app, path);
    const read = (count: number) => () => exchange(app.port, CONNECTIONS, { count, at: () => request });
    figures.push(...(await costOf(bench, `${name}, ${point}`, READS, read)));
  }
  return figures;
};

const costs = async (bench: Bench, point: string, app: Target): Promise<readonly Figure[]> => [
  ...(await costOfReads(bench, point, app)),
  ...(await costOfEvents(bench, point, app)),
];

const unmeasured = (point: string, note: string): readonly Figure[] =>
  ['GET by id', 'GET ?status=ended', 'an event'].map((name) => ({
    name: `${name}, ${point}`,
    unit: 'µs',
    value: null,
    note,
  }));

const anApp = async (server: Measured): Promise<Target> => ({ ...server, ...(await newApp(server.port)) });

const withCalls = async ({ server, scale }: Bench, calls: number) => {
  const app = await anApp(server);
  const stored = await fill(app, 0, calls, scale.fillSeconds);
  return { app, stored };
};

const inPieces = async <T>(count: number, one: (n: number) => Promise<T>): Promise<readonly T[]> => {
  const all: T[] = [];
  while (all.length < count) {
    const size = Math.min(TOGETHER, count - all.length);
    all.push(...(await Promise.all(Array.from({ length: size }, (_, k) => one(all.length + k)))));
  }
  return all;
};

const ofCalls = async (bench: Bench, calls: number): Promise<readonly Figure[]> => {
  const point = `${calls.toLocaleString('en')} calls`;
  const { app, stored } = await withCalls(bench, calls);
  return stored < calls ? unmeasured(point, tooFew(stored, bench.scale)) : costs(bench, point, app);
};

/** With the sockets of other apps, which wait for nothing. */
const ofSockets = async (bench: Bench): Promise<readonly Figure[]> => {
  const { app } = await withCalls(bench, FEW_CALLS);
  const others = await inPieces(10, () => anApp(bench.server));
  const sockets = await inPieces(SOCKETS, (n) =>
    listen(others[n % others.length] ?? app, { onMessage: () => undefined }),
  );
  const figures = await costs(bench, `${SOCKETS.toLocaleString('en')} idle sockets of other apps`, app);
  closeAll(sockets);
  return figures;
};

const closeAll = (sockets: readonly Socket[]): void => {
  for (const socket of sockets) socket.removeAllListeners('close').destroy();
};

/** Events that are spread over many apps, each with a socket, and reads of one of these. */
const ofApps = async (bench: Bench): Promise<readonly Figure[]> => {
  const point = `${APPS.toLocaleString('en')} apps`;
  const { app } = await withCalls(bench, FEW_CALLS);
  const begun = performance.now();
  const apps = [app];
  while (apps.length < APPS && performance.now() - begun < bench.scale.fillSeconds * 1_000)
    apps.push(...(await inPieces(TOGETHER, () => anApp(bench.server))));
  if (apps.length < APPS) return unmeasured(point, `only ${apps.length} apps could be made`);
  const reads = await costOfReads(bench, point, app);
  const one = await costOfEvents(bench, `${point}, all of one of them`, app);
  let seen = (): void => undefined;
  const sockets = await inPieces(apps.length, (n) => listen(apps[n] ?? app, { onMessage: () => seen() }));
  const spread = await costOf(bench, `an event, ${point}, spread over all of them`, EVENTS, (count) => {
    const requests = bench.newCalls(count).map((call, n) => webhook(apps[n % apps.length] ?? app, ring(call)));
    return async () => {
      const told = counted(count);
      seen = told.seen;
      await exchange(app.port, CONNECTIONS, { count, at: (n) => requests[n] ?? Buffer.alloc(0) });
      await told.all;
    };
  });
  closeAll(sockets);
  return [...reads, ...one, ...spread];
};

/** How many events of legs a take has. */
const LEG_EVENTS = 200;

/** Events that each end a leg of a conversation of so many legs, and a read of such a leg. */
const ofLegs = async (bench: Bench, legs: number): Promise<readonly Figure[]> => {
  const { server, scale, newCalls } = bench;
  const point = `conversation of ${legs.toLocaleString('en')} legs`;
  const app = await anApp(server);
  // Each take ends legs of its own.
  const conversations = Math.ceil(((scale.runs + WARMING) * LEG_EVENTS) / legs);
  const all = Array.from({ length: conversations }, () => newCalls(legs)).flatMap((ids) =>
    ids.map((leg) => ({ leg, master: ids[0] ?? leg })),
  );
  const begun = performance.now();
  for (let at = 0; at < all.length; at += LEG_EVENTS) {
    if (performance.now() - begun > scale.fillSeconds * 1_000)
      return unmeasured(point, `only ${at.toLocaleString('en')} legs could be stored in ${scale.fillSeconds} s`);
    await process(all.slice(at, at + LEG_EVENTS).map(({ master, leg }) => legRings(master, leg)));
  }
  let next = 0;
  const ending = await costOf(bench, `an event, ${point}`, { first: LEG_EVENTS, most: LEG_EVENTS }, () => {
    const bodies = all.slice(next, next + LEG_EVENTS).map(({ master, leg }) => legEnds(master, leg));
    next += LEG_EVENTS;
    return () => process(bodies);
  });
  return ending;

  /** An event of legs may be told by any number of messages; those of an app come in order, so another call is told after them. */
  async function process(bodies: readonly string[]): Promise<void> {
    const [last = 0] = newCalls(1);
    const told = counted(1);
    const socket = await listen(app, {
      onMessage: (message) => {
        if (message.includes(`"dialpad_call_id":${last},`)) told.seen();
      },
    });
    const requests = bodies.map((body) => webhook(app, body));
    await exchange(app.port, CONNECTIONS, { count: requests.length, at: (n) => requests[n] ?? Buffer.alloc(0) });
    await exchange(app.port, 1, { count: 1, at: () => webhook(app, ring(last)) });
    await told.all;
    closeAll([socket]);
  }
};

/** In the order of the table: what is to be compared stands side by side. */
export const sideBySide = (figures: readonly Figure[]): readonly Figure[] => {
  const kindOf = ({ name }: Figure): string => name.slice(0, name.indexOf(','));
  return [...new Set(figures.map(kindOf))].flatMap((kind) => figures.filter((figure) => kindOf(figure) === kind));
};

export const growth: Row = async (server, usual) => {
  // There are many figures, and processor time is steadier than the time on the clock.
  const scale = { ...usual, seconds: usual.seconds / 2 };
  const bench: Bench = { server, scale, newCalls: numbers() };
  if (server.stored > 0) return costs(bench, `${server.stored.toLocaleString('en')} calls`, server);
  const { app: warming } = await withCalls(bench, FEW_CALLS);
  await costs(bench, 'warming up', warming);
  const figures = [
    ...(await ofCalls(bench, FEW_CALLS)),
    ...(await ofCalls(bench, MANY_CALLS)),
    ...(await ofApps(bench)),
    ...(await ofSockets(bench)),
  ];
  for (const legs of scale.full ? [10, 200, 1_500, 6_000] : [10, 200, 1_500])
    figures.push(...(await ofLegs(bench, legs)));
  return figures;
};
