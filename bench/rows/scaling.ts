import { familyOf } from '../process-use.js';
import type { Row } from '../row.js';
import { readsById } from './reads.js';
import { webhooks } from './webhooks.js';

/** A server of several processes, on one port. */
export const scaling: Row = async (server, scale) => {
  const { pid, processes } = server;
  const figures = [...(await webhooks(server, scale)), ...(await readsById(server, scale))];
  const named = figures.map((figure) => ({
    ...figure,
    name: `${figure.name}, ${processes} ${processes === 1 ? 'process' : 'processes'}`,
  }));
  if (familyOf(pid).length >= processes) return named;
  return named.map((figure) => ({ ...figure, value: null, note: `it did not start ${processes} processes` }));
};
