import type { Metric } from './prometheus.js';
import { quantileOf, sumOf } from './prometheus.js';

/** What the metrics say of the server at a moment. */
export interface Reading {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly requests: number;
  readonly webhooks: number;
  readonly eventsSent: number;
  readonly connections: number;
  readonly residentBytes: number;
  /** Seconds. */
  readonly loopLag: number;
}

type Metrics = ReadonlyMap<string, Metric>;

const REQUESTS = 'cti_http_request_duration_seconds';

export const readingOf = (metrics: Metrics, at: number): Reading => ({
  at,
  requests: sumOf(metrics, REQUESTS, {}, '_count'),
  webhooks: sumOf(metrics, 'cti_webhooks_total'),
  eventsSent: sumOf(metrics, 'cti_events_sent_total'),
  connections: sumOf(metrics, 'cti_stream_connections'),
  residentBytes: sumOf(metrics, 'process_resident_memory_bytes'),
  loopLag: sumOf(metrics, 'cti_event_loop_lag_seconds'),
});

/** How much a counter grew a second between each two readings. A counter that began anew counts from 0. */
export const ratesOf = (
  readings: readonly Reading[],
  counter: 'requests' | 'webhooks' | 'eventsSent',
): readonly number[] =>
  readings.slice(1).map((reading, n) => {
    const before = readings[n];
    if (before === undefined) return 0;
    const grown = reading[counter] >= before[counter] ? reading[counter] - before[counter] : reading[counter];
    return (grown * 1000) / Math.max(1, reading.at - before.at);
  });

/** What the server answered on one route. */
export interface RouteUse {
  readonly route: string;
  readonly count: number;
  readonly failed: number;
  /** Milliseconds, on average. */
  readonly mean: number;
}

/** The routes that were asked, the busiest first. */
export const routesOf = (metrics: Metrics): readonly RouteUse[] => {
  const routes = new Map<string, { count: number; failed: number; seconds: number }>();
  for (const { name, labels, value } of metrics.get(REQUESTS)?.samples ?? []) {
    const key = `${labels.method} ${labels.route === 'none' ? '(no such route)' : labels.route}`;
    const use = routes.get(key) ?? { count: 0, failed: 0, seconds: 0 };
    routes.set(key, use);
    if (name.endsWith('_sum')) use.seconds += value;
    if (!name.endsWith('_count')) continue;
    use.count += value;
    if (Number(labels.status) >= 400) use.failed += value;
  }
  return [...routes]
    .map(([route, { count, failed, seconds }]) => ({
      route,
      count,
      failed,
      mean: (seconds * 1000) / Math.max(1, count),
    }))
    .sort((one, other) => other.count - one.count);
};

/** How many webhooks had which outcome, and how long most took until they were processed, in seconds. */
export const webhooksOf = (metrics: Metrics) => ({
  outcomes: (metrics.get('cti_webhooks_total')?.samples ?? []).map(({ labels, value }) => ({
    outcome: labels.outcome ?? '',
    count: value,
  })),
  half: quantileOf(metrics, 'cti_processing_lag_seconds', 0.5),
  nearlyAll: quantileOf(metrics, 'cti_processing_lag_seconds', 0.99),
});
