import { callIds } from '../call-ids.js';
import { numberOf } from '../event.js';
import { exchange } from '../exchange.js';
import { fill, tooFew } from '../fill.js';
import { get } from '../requests.js';
import { type Figure, type Measured, medians, type Row, type Scale } from '../row.js';

const CONNECTIONS = 32;
const [FEW, MANY] = [100, 10_000];

interface Read {
  readonly name: string;
  /** The path of the n-th request. */
  readonly path: (n: number) => string;
  /** Whether the first answer is as it must be. */
  readonly isRight: (data: unknown) => boolean;
  /** Its total is counted anew each time. */
  readonly isCounted?: boolean;
}

const COUNTED = 'what matches is counted for its total, which takes longer than 32 connections wait';

const isPage =
  (rows: number) =>
  (data: unknown): boolean =>
    Array.isArray(data) && data.length >= 1 && data.length <= rows;

const isCall = (data: unknown): boolean => typeof data === 'object' && data !== null;

const byId = ([id = '']: readonly string[]): Read => ({
  name: 'GET by id',
  path: () => `/api/calls/${id}`,
  isRight: isCall,
});

/** Later than every call: the page is the same, and the question another one each time. */
const LATER = Date.UTC(2027, 0);

const readsOf = (ids: readonly string[]): readonly Read[] => [
  // What the transport alone costs.
  { name: 'GET /health/live', path: () => '/health/live', isRight: () => true },
  { name: 'GET active', path: () => '/api/calls/active', isRight: isPage(50) },
  { name: 'GET ?status=ended', path: () => '/api/calls?status=ended', isRight: isPage(50) },
  byId(ids),
  { name: 'GET ?from=', path: () => `/api/calls?from=${numberOf(60)}`, isRight: isPage(50) },
  // What nobody has asked before.
  {
    name: 'GET ?status=ended, each another page',
    path: (n) => `/api/calls?status=ended&started_before=${new Date(LATER + n).toISOString()}`,
    isRight: isPage(50),
    isCounted: true,
  },
  { name: 'GET by id, each another call', path: (n) => `/api/calls/${ids[n % ids.length]}`, isRight: isCall },
  {
    name: 'GET ?from=, each another number',
    path: (n) => `/api/calls?from=${numberOf(60 + (n % 40))}&started_before=${new Date(LATER + n).toISOString()}`,
    isRight: isPage(50),
    isCounted: true,
  },
];

const medianOf = (
  server: Measured,
  name: string,
  { path, isRight }: Read,
  scale: Scale,
): Promise<readonly Figure[]> => {
  let next = 0;
  return medians(scale, { first: 100, most: 20_000 }, async (count) => {
    const requests = Array.from({ length: count }, () => get(server, path(next++)));
    const at = (n: number): Buffer => requests[n] ?? Buffer.alloc(0);
    const { seconds, first } = await exchange(server.port, CONNECTIONS, { count, at });
    if (!isRight(JSON.parse(first).data)) throw new Error(`${name} answered ${first}`);
    return { seconds, figures: [{ name, unit: '/s', value: count / seconds }] };
  });
};

const nameOf = ({ name }: Read, calls: number): string => `${name}, ${calls.toLocaleString('en')} calls`;

const measured = async (server: Measured, calls: number, scale: Scale): Promise<readonly Figure[]> => {
  const figures: Figure[] = [];
  for (const read of readsOf(await callIds(server))) {
    const name = nameOf(read, calls);
    if (calls > MANY && read.isCounted === true) figures.push({ name, unit: '/s', value: null, note: COUNTED });
    else figures.push(...(await medianOf(server, name, read, scale)));
  }
  return figures;
};

/** Reads of one call that is stored. */
export const readsById: Row = async (server, scale) => {
  const read = byId(await callIds(server, 1));
  return medianOf(server, read.name, read, scale);
};

/** Reads with 100 and 10,000 calls stored, or with as many as stand in the storage already. */
export const reads: Row = async (server, scale) => {
  if (server.stored > 0) return measured(server, server.stored, scale);
  await fill(server, 0, FEW);
  const few = await measured(server, FEW, scale);
  const stored = await fill(server, FEW, MANY, scale.fillSeconds);
  if (stored === MANY) return [...few, ...(await measured(server, MANY, scale))];
  const note = tooFew(stored, scale);
  return [...few, ...readsOf([]).map((read) => ({ name: nameOf(read, MANY), unit: '/s', value: null, note }))];
};
