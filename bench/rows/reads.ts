import { numberOf } from '../event.js';
import { exchange } from '../exchange.js';
import { fill } from '../fill.js';
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

const idOf = async ({ port, key }: Measured): Promise<string> => {
  const answer = await fetch(`http://127.0.0.1:${port}/api/calls?limit=1`, { headers: { 'x-app-api-key': key } });
  const { data } = (await answer.json()) as { readonly data: readonly { readonly id: string }[] };
  const [call] = data;
  if (call === undefined) throw new Error('no call is stored');
  return call.id;
};

const readsOf = (id: string): readonly Read[] => [
  // What the transport alone costs.
  { name: 'GET /health/live', path: '/health/live', isRight: () => true },
  { name: 'GET active', path: '/api/calls/active', isRight: isPage(50) },
  { name: 'GET ?status=ended', path: '/api/calls?status=ended', isRight: isPage(50) },
  { name: 'GET by id', path: `/api/calls/${id}`, isRight: (data) => typeof data === 'object' && data !== null },
  { name: 'GET ?from=', path: `/api/calls?from=${numberOf(60)}`, isRight: isPage(50) },
];

const measured = async (server: Measured, calls: number, { full, runs }: Scale): Promise<readonly Figure[]> => {
  const count = full ? 2_000 : 1_000;
  const figures: Figure[] = [];
  for (const { name, path, isRight } of readsOf(await idOf(server))) {
    const request = get(server, path);
    const taken = await medians(runs, async () => {
      const { seconds, first } = await exchange(server.port, CONNECTIONS, { count, at: () => request });
      if (!isRight(JSON.parse(first).data)) throw new Error(`${path} answered ${first}`);
      return [{ name: `${name}, ${calls.toLocaleString('en')} calls`, unit: '/s', value: count / seconds }];
    });
    figures.push(...taken);
  }
  return figures;
};

/** Reads with 100 and 10,000 calls stored, or with as many as stand in the storage already. */
export const reads: Row = async (server, scale) => {
  if (server.stored > 0) return measured(server, server.stored, scale);
  await fill(server, 0, 100);
  const few = await measured(server, 100, scale);
  await fill(server, 100, 10_000);
  return [...few, ...(await measured(server, 10_000, scale))];
};
