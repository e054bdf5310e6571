import * as E from 'fp-ts/lib/Either.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import * as t from 'io-ts';
import type { Clock } from '../../../../application/ports/clock.js';
import { type InboxStats, oldestPendingSeconds } from '../../../../application/ports/inbox.js';
import type { Timestamp } from '../../../../domain/timestamp.js';
import { IsoTime } from '../../../wire/iso-time.js';
import { nullable } from '../../../wire/nullable.js';
import { oneOf } from '../../../wire/words.js';
import type { StorageWatch } from '../../worker/storage-watch.js';
import { jsonReply } from '../reply.js';
import { type Handler, type OperationDoc, type Route, route } from '../route.js';
import type { Vitals } from './vitals.js';

const HealthJson = t.type({
  status: oneOf(['healthy', 'unhealthy']),
  timestamp: IsoTime,
  uptime: t.number,
  environment: t.string,
  port: t.number,
  storage: oneOf(['up', 'down']),
  /** Only the bus and the limits use it: without it the server is still healthy. */
  redis: nullable(oneOf(['up', 'down'])),
  inbox: t.type({
    pending: nullable(t.number),
    failed: nullable(t.number),
    oldest_pending_seconds: nullable(t.number),
  }),
  websocket: t.type({ connections: t.number }),
  /** How many apps have a working connection to Dialpad, and how many a broken one; null while storage is out of reach. */
  dialpad: t.type({ connected: nullable(t.number), broken: nullable(t.number) }),
});
const ReadyJson = t.type({ status: oneOf(['ready', 'not ready']), storage: oneOf(['up', 'down']) });

const OPERATION = { tag: 'Operation', access: 'public' } as const;
const HEALTH: OperationDoc = {
  ...OPERATION,
  summary: 'The health of the server; 503 while storage is out of reach or takes no writes',
  answers: { 200: HealthJson, 503: HealthJson },
};
const LIVE: OperationDoc = {
  ...OPERATION,
  summary: 'Whether the process answers',
  answers: { 200: t.type({ status: t.literal('live') }) },
};
const READY: OperationDoc = {
  ...OPERATION,
  summary: 'Whether the server can do its work',
  answers: { 200: ReadyJson, 503: ReadyJson },
};

interface Deps {
  readonly storageWatch: Pick<StorageWatch, 'state'>;
  readonly vitals: Vitals;
  readonly clock: Clock;
}

/** The health of the server (contract §8). */
export const healthRoutes = (deps: Deps): readonly Route[] => [
  route('GET', '/health', health(deps), HEALTH),
  route('GET', '/health/live', live, LIVE),
  route('GET', '/health/ready', ready(deps), READY),
];

const health =
  ({ storageWatch, vitals, clock }: Deps): Handler =>
  () =>
    TE.fromTask(async () => {
      const { isUp, stats, connections } = await storageWatch.state();
      const now = clock.now();
      const body = {
        status: isUp ? 'healthy' : 'unhealthy',
        timestamp: IsoTime.encode(now),
        uptime: vitals.uptime(),
        environment: vitals.environment,
        port: vitals.port(),
        storage: isUp ? 'up' : 'down',
        redis: vitals.redis && (vitals.redis() ? 'up' : 'down'),
        inbox: inboxHealth(stats, now),
        websocket: { connections: vitals.connections() },
        dialpad: connections ?? { connected: null, broken: null },
      };
      return { status: isUp ? 200 : 503, body };
    });

const inboxHealth = (stats: InboxStats | null, now: Timestamp) => ({
  pending: stats?.counts.pending ?? null,
  failed: stats?.counts.failed ?? null,
  oldest_pending_seconds: stats && oldestPendingSeconds(stats, now),
});

/** Says only that the process answers; `/health/ready` says whether it can do its work. */
const live: Handler = () => LIVE_REPLY;
const LIVE_REPLY = E.right(jsonReply('{"status":"live"}'));

/** Above it, in seconds, the process has more work than it can do: requests should go to another one. */
const MAX_LAG = 1;

const ready =
  ({ storageWatch, vitals }: Deps): Handler =>
  () =>
    TE.fromTask(async () => {
      const { isUp } = await storageWatch.state();
      const isReady = isUp && vitals.lag() <= MAX_LAG;
      const body = { status: isReady ? 'ready' : 'not ready', storage: isUp ? 'up' : 'down' };
      return { status: isReady ? 200 : 503, body };
    });
