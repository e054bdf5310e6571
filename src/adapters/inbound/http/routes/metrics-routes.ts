import * as E from 'fp-ts/lib/Either.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import * as t from 'io-ts';
import type { Clock } from '../../../../application/ports/clock.js';
import { IsoTime } from '../../../wire/iso-time.js';
import type { HttpRequest } from '../http-request.js';
import type { Reply } from '../reply.js';
import { type Handler, type OperationDoc, type Route, route } from '../route.js';
import type { Vitals } from './vitals.js';

/** Every metric in Prometheus' text format. */
export interface MetricsText {
  readonly text: () => Promise<string>;
  readonly contentType: string;
}

const MetricsJson = t.type({
  timestamp: IsoTime,
  memory: t.type({ heap_used_mb: t.number, heap_total_mb: t.number, external_mb: t.number }),
  uptime_seconds: t.number,
});

const METRICS: OperationDoc = {
  summary:
    'Memory and uptime; with `accept: text/plain` or `?format=prometheus` every metric, in Prometheus’ text format (in production with `Authorization: Bearer`)',
  tag: 'Operation',
  access: 'public',
  answers: { 200: MetricsJson },
};

interface Deps {
  readonly metrics: MetricsText;
  readonly vitals: Vitals;
  readonly clock: Clock;
  /** Requires what opens Prometheus' form: in production it shows more than the guide's JSON, which is open (contract §2). */
  readonly protect: (handle: Handler) => Handler;
}

/** What Prometheus and operators measure (contract §8). */
export const metricsRoutes = (deps: Deps): readonly Route[] => [route('GET', '/metrics', metrics(deps), METRICS)];

const metrics = ({ metrics, vitals, clock, protect }: Deps): Handler => {
  const prometheus = protect(() => async () => E.right(await prometheusReply(metrics)));
  return (request) => (isPrometheus(request) ? prometheus(request) : TE.right(jsonReply(vitals, clock)));
};

/** Prometheus asks with its accept header or with the query; other clients get JSON (contract §8). */
const isPrometheus = ({ query, header }: HttpRequest): boolean =>
  query.get('format') === 'prometheus' || /text\/plain|openmetrics/.test(header('accept') ?? '');

const prometheusReply = async ({ text, contentType }: MetricsText): Promise<Reply> => ({
  status: 200,
  body: await text(),
  headers: { 'content-type': contentType },
});

const jsonReply = (vitals: Vitals, clock: Clock): Reply => {
  const { heapUsed, heapTotal, external } = vitals.memory();
  return {
    status: 200,
    body: {
      timestamp: IsoTime.encode(clock.now()),
      memory: {
        heap_used_mb: megabytes(heapUsed),
        heap_total_mb: megabytes(heapTotal),
        external_mb: megabytes(external),
      },
      uptime_seconds: vitals.uptime(),
    },
  };
};

const megabytes = (bytes: number): number => Math.round(bytes / 1024 / 1024);
