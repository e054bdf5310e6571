import * as t from 'io-ts';
import { failure, type Look, ok, warning } from './finding.js';

/** The counts are unknown while storage is out of reach; `redis` is null where none is configured. */
const Count = t.union([t.number, t.null]);
const Health = t.type({
  status: t.string,
  storage: t.string,
  inbox: t.type({ pending: Count, failed: Count }),
  redis: t.union([t.string, t.null]),
});
export type ServerHealth = t.TypeOf<typeof Health>;

const TIMEOUT_MS = 5_000;

/** What a cti-server says of its health; null if none is there. */
export const serverAt = async (url: string): Promise<ServerHealth | null> => {
  try {
    const answer = await fetch(`${url}/health`, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    const body: unknown = JSON.parse(await answer.text());
    return Health.is(body) ? body : null;
  } catch {
    return null;
  }
};

export const health = (server: ServerHealth | null, url: string): Look => {
  if (server === null) return warning(`none answers at ${url}: start it with cti start`);
  if (server.storage !== 'up') return failure('its storage is out of reach: the storage above says why');
  if (server.status !== 'healthy') return failure('it is overloaded: its event loop was over a second late just now');
  if (server.redis === 'down') {
    return failure('it has lost its Redis: events of other processes come late, and tickets are refused');
  }
  const pending = server.inbox.pending ?? 0;
  const failed = server.inbox.failed ?? 0;
  return failed > 0
    ? warning(`healthy, but ${failed} ${webhooks(failed)} failed: cti inbox list --status failed shows why`)
    : ok(`healthy, ${pending} ${webhooks(pending)} pending`);
};

const webhooks = (count: number): string => (count === 1 ? 'webhook' : 'webhooks');
