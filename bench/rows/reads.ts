import { numberOf } from '../event.js';
import { exchange } from '../exchange.js';
import { fill, tooFew } from '../fill.js';
import { newestCall } from '../newest-call.js';
import { get } from '../requests.js';
import { type Figure, type Measured, medians, type Row, type Scale } from '../row.js';

const CONNECTIONS = 32;

interface Read {
  readonly name: string;
  readonly path: string;
  /** Whether the first answer is as it must be. */
  readonly isRight: (data: unknown) => boolean;
}

const isPage =
  (rows: number) =>
  (data: unknown): boolean =>
    Array.isArray(data) && data.length >= 1 && data.length <= rows;

const byId = (id: string): Read => ({
  name: 'GET by id',
  path: `/api/calls/${id}`,
  isRight: (data) => typeof data === 'object' && data !== null,
});

const readsOf = (id: string): readonly Read[] => [
  // What the transport alone costs.
  { name: 'GET /health/live', path: '/health/live', isRight: () => true },
  { name: 'GET active', path: '/api/calls/active', isRight: isPage(50) },
  { name: 'GET ?status=ended', path: '/api/calls?status=ended', isRight: isPage(50) },
  byId(id),
  { name: 'GET ?from=', path: `/api/calls?from=${numberOf(60)}`, isRight: isPage(50) },
];

const medianOf = (
  server: Measured,
  name: string,
  { path, isRight }: Read,
  scale: Scale,
): Promise<readonly Figure[]> => {
  const request = get(server, path);
  return medians(scale, { first: 100, most: 20_000 }, async (count) => {
    const { seconds, first } = await exchange(server.port, CONNECTIONS, { count, at: () => request });
    if (!isRight(JSON.parse(first).data)) throw new Error(`${path} answered ${first}`);
    return { seconds, figures: [{ name, unit: '/s', value: count / seconds }] };
  });
};

const nameOf = ({ name }: Read, calls: number): string => `${name}, ${calls.toLocaleString('en')} calls`;

const measured = async (server: Measured, calls: number, scale: Scale): Promise<readonly Figure[]> => {
  const figures: Figure[] = [];
  for (const read of readsOf(await newestCall(server)))
    figures.push(...(await medianOf(server, nameOf(read, calls), read, scale)));
  return figures;
};

/** Reads of one call that is stored. */
export const readsById: Row = async (server, scale) => {
  const read = byId(await newestCall(server));
  return medianOf(server, read.name, read, scale);
};

const [FEW, MANY] = [100, 10_000];

/** Reads with 100 and 10,000 calls stored, or with as many as stand in the storage already. */
export const reads: Row = async (server, scale) => {
  if (server.stored > 0) return measured(server, server.stored, scale);
  await fill(server, 0, FEW);
  const few = await measured(server, FEW, scale);
  const stored = await fill(server, FEW, MANY, scale.fillSeconds);
  if (stored === MANY) return [...few, ...(await measured(server, MANY, scale))];
  const note = tooFew(stored, scale);
  return [...few, ...readsOf('').map((read) => ({ name: nameOf(read, MANY), unit: '/s', value: null, note }))];
};
