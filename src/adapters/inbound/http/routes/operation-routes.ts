import * as E from 'fp-ts/lib/Either.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import * as t from 'io-ts';
import type { Clock } from '../../../../application/ports/clock.js';
import { type Inbox, oldestPendingSeconds } from '../../../../application/ports/inbox.js';
import type { Storage } from '../../../../application/ports/storage.js';
import type { RecordOf } from '../../../../application/records/app-record.js';
import type { DialpadConnection } from '../../../../domain/dialpad-connection/dialpad-connection.js';
import { IsoTime } from '../../../wire/iso-time.js';
import { nullable } from '../../../wire/nullable.js';
import { oneOf } from '../../../wire/words.js';
import type { HttpRequest } from '../http-request.js';
import { type Handler, type Route, route } from '../route.js';

/** Every metric in Prometheus' text format. */
interface MetricsText {
  readonly text: () => Promise<string>;
  readonly contentType: string;
}

/** What a running process reports about itself. */
export interface Vitals {
  /** Seconds since the start. */
  readonly uptime: () => number;
  /** Bytes. */
  readonly memory: () => { readonly heapUsed: number; readonly heapTotal: number; readonly external: number };
  readonly environment: string;
  readonly port: () => number;
  readonly connections: () => number;
  /** Whether Redis answers; null where none is used. */
  readonly redis: (() => boolean) | null;
}

const HealthJson = t.type({
  status: oneOf(['healthy', 'unhealthy']),
  timestamp: IsoTime,
  uptime: t.number,
  environment: t.string,
  port: t.number,
  storage: oneOf(['up', 'down']),
  /** Only news and limits depend on it: without it the server is still healthy. */
  redis: nullable(oneOf(['up', 'down'])),
  inbox: t.type({
    pending: nullable(t.number),
    failed: nullable(t.number),
    oldest_pending_seconds: nullable(t.number),
  }),
  websocket: t.type({ connections: t.number }),
  /** Apps whose connection to Dialpad works, and those whose is broken; null where that cannot be told. */
  dialpad: t.type({ connected: nullable(t.number), broken: nullable(t.number) }),
});
const ReadyJson = t.type({ status: oneOf(['ready', 'not ready']), storage: oneOf(['up', 'down']) });
const MetricsJson = t.type({
  timestamp: IsoTime,
  memory: t.type({ heap_used_mb: t.number, heap_total_mb: t.number, external_mb: t.number }),
  uptime_seconds: t.number,
});

/** How the server is (contract §8). */
export const operationRoutes = (deps: {
  readonly inbox: Pick<Inbox, 'stats'>;
  readonly ping: Storage['ping'];
  readonly connections: Pick<RecordOf<DialpadConnection>, 'all'>;
  readonly metrics: MetricsText;
  readonly vitals: Vitals;
  readonly clock: Clock;
}): readonly Route[] => {
  const health: Handler = () => async () => {
    const now = deps.clock.now();
    const stats = await deps.inbox.stats();
    const up = E.isRight(stats);
    return E.right({
      status: up ? 200 : 503,
      body: {
        status: up ? 'healthy' : 'unhealthy',
        timestamp: IsoTime.encode(now),
        uptime: deps.vitals.uptime(),
        environment: deps.vitals.environment,
        port: deps.vitals.port(),
        storage: up ? 'up' : 'down',
        redis: redisStatus(deps.vitals),
        inbox: {
          pending: up ? stats.right.counts.pending : null,
          failed: up ? stats.right.counts.failed : null,
          oldest_pending_seconds: up ? oldestPendingSeconds(stats.right, now) : null,
        },
        websocket: { connections: deps.vitals.connections() },
        dialpad: await connectionCounts(deps.connections),
      },
    });
  };

  const metrics: Handler = (request) => {
    if (wantsPrometheus(request)) {
      return async () => {
        const headers = { 'content-type': deps.metrics.contentType };
        return E.right({ status: 200, body: await deps.metrics.text(), headers });
      };
    }
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
    route('GET', '/health', health, {
      summary: 'How the server is; 503 while storage is out of reach',
      tag: 'Operation',
      access: 'public',
      answers: { 200: HealthJson, 503: HealthJson },
    }),
    route('GET', '/health/live', live, {
      summary: 'Whether the process answers',
      tag: 'Operation',
      access: 'public',
      answers: { 200: t.type({ status: t.literal('live') }) },
    }),
    route('GET', '/health/ready', ready, {
      summary: 'Whether the server can do its work',
      tag: 'Operation',
      access: 'public',
      answers: { 200: ReadyJson, 503: ReadyJson },
    }),
    route('GET', '/metrics', metrics, {
      summary:
        'Memory and uptime; for `accept: text/plain` or `?format=prometheus` every metric, in Prometheus’ text format',
      tag: 'Operation',
      access: 'public',
      answers: { 200: MetricsJson },
    }),
  ];
};

/** How many apps are connected to Dialpad, and how many were. */
const connectionCounts = async (connections: Pick<RecordOf<DialpadConnection>, 'all'>) => {
  const all = await connections.all();
  const count = (status: DialpadConnection['status']): number | null =>
    E.isLeft(all) ? null : all.right.filter(([, connection]) => connection.status === status).length;
  return { connected: count('connected'), broken: count('broken') };
};

/** JSON unless Prometheus asks, by what it accepts or by name (contract §8). */
const wantsPrometheus = ({ query, header }: HttpRequest): boolean =>
  query.get('format') === 'prometheus' || /text\/plain|openmetrics/.test(header('accept') ?? '');

const redisStatus = ({ redis }: Vitals): 'up' | 'down' | null => {
  if (redis === null) return null;
  return redis() ? 'up' : 'down';
};

const megabytes = (bytes: number): number => Math.round(bytes / 1024 / 1024);
