import * as E from 'fp-ts/lib/Either.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { Clock } from '../../../application/ports/clock.js';
import type { Inbox } from '../../../application/ports/inbox.js';
import type { Storage } from '../../../application/ports/storage.js';
import { IsoTime } from '../../wire/iso-time.js';
import { type Handler, type Route, route } from '../route.js';

/** What a running process says of itself. */
export interface Vitals {
  /** Seconds since the start. */
  readonly uptime: () => number;
  /** Bytes. */
  readonly memory: () => { readonly heapUsed: number; readonly heapTotal: number; readonly external: number };
  readonly environment: string;
  readonly port: () => number;
  readonly connections: () => number;
}

/** How the server is (contract §8). */
export const operationRoutes = (deps: {
  readonly inbox: Pick<Inbox, 'stats'>;
  readonly ping: Storage['ping'];
  readonly vitals: Vitals;
  readonly clock: Clock;
}): readonly Route[] => {
  const health: Handler = () => async () => {
    const now = deps.clock.now();
    const stats = await deps.inbox.stats();
    const up = E.isRight(stats);
    const oldest = up ? stats.right.oldestPendingAt : null;
    return E.right({
      status: up ? 200 : 503,
      body: {
        status: up ? 'healthy' : 'unhealthy',
        timestamp: IsoTime.encode(now),
        uptime: deps.vitals.uptime(),
        environment: deps.vitals.environment,
        port: deps.vitals.port(),
        storage: up ? 'up' : 'down',
        inbox: {
          pending: up ? stats.right.counts.pending : null,
          failed: up ? stats.right.counts.failed : null,
          oldest_pending_seconds: oldest === null ? null : Math.max(0, Math.round((now - oldest) / 1000)),
        },
        websocket: { connections: deps.vitals.connections() },
      },
    });
  };

  const metrics: Handler = () => {
    const { heapUsed, heapTotal, external } = deps.vitals.memory();
    return TE.right({
      status: 200,
      body: {
        timestamp: IsoTime.encode(deps.clock.now()),
        memory: {
          heap_used_mb: megabytes(heapUsed),
          heap_total_mb: megabytes(heapTotal),
          external_mb: megabytes(external),
        },
        uptime_seconds: deps.vitals.uptime(),
      },
    });
  };

  /** The process answers; whether it can do anything is for readiness to say. */
  const live: Handler = () => TE.right({ status: 200, body: { status: 'live' } });

  const ready: Handler = () => async () => {
    const up = E.isRight(await deps.ping());
    return E.right({
      status: up ? 200 : 503,
      body: { status: up ? 'ready' : 'not ready', storage: up ? 'up' : 'down' },
    });
  };

  return [
    route('GET', '/health', health),
    route('GET', '/health/live', live),
    route('GET', '/health/ready', ready),
    route('GET', '/metrics', metrics),
  ];
};

const megabytes = (bytes: number): number => Math.round(bytes / 1024 / 1024);
