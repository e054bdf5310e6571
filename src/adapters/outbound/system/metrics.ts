import { AggregatorRegistry, Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { BUDGETS } from '../../../application/budgets.js';
import { makeTimings } from './timings.js';

/** Counts and times for Prometheus. */
export interface Metrics {
  /** `route` is the pattern, not the path, so that there are no more series than routes. */
  readonly requestAnswered: (method: string, route: string, status: number, seconds: number) => void;
  readonly webhookHandled: (outcome: WebhookOutcome) => void;
  /** Seconds from the receipt of a webhook until its changes were committed. */
  readonly processed: (lagSeconds: number) => void;
  /** Events were sent to a client. */
  readonly eventsSent: (count: number) => void;
  readonly storageAnswered: (operation: string, outcome: string, seconds: number) => void;
  /** Registers values that are read only when the metrics are scraped. */
  readonly watch: (gauges: Gauges) => void;
  /** All metrics in Prometheus' text format. */
  readonly text: () => Promise<string>;
  readonly contentType: string;
}

export type WebhookOutcome =
  | 'kept'
  | 'duplicate'
  | 'unrouted'
  | 'forged'
  | 'malformed'
  | 'early'
  | 'busy'
  | 'unavailable';

export interface Gauges {
  readonly connections: () => number;
  /** Events that this process has accepted and not processed yet. */
  readonly queued: () => number;
  /** Bytes of request bodies that this process holds. */
  readonly bodyBytes: () => number;
  /** Bytes that wait for the clients of the stream. */
  readonly streamBytes: () => number;
  /** Steps of reading history that wait for their turn. */
  readonly historySteps: () => number;
  /** Seconds, at most, of late. */
  readonly lag: () => number;
  /** Null while the storage is unavailable. */
  readonly inbox: () => Promise<{
    readonly pending: number;
    readonly failed: number;
    readonly unrouted: number;
    readonly oldestPendingSeconds: number;
  } | null>;
}

/** In seconds: from a commit, which takes a fraction of a millisecond, to the few seconds after which clients give up. */
const BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/**
 * Metrics of one server, in a registry of their own: several servers can run in one process. `ofAll` gathers those of all processes on
 * the same port; null for a process alone.
 */
export const makeMetrics = (ofAll: (() => Promise<string | null>) | null = null): Metrics => {
  const registry = new Registry();
  const registers = [registry];
  if (ofAll !== null) answerGathering(registers);
  collectDefaultMetrics({ register: registry });

  const requests = makeTimings<'method' | 'route' | 'status'>(registry, {
    name: 'cti_http_request_duration_seconds',
    help: 'Time to answer a request, by route and status.',
    bounds: BUCKETS,
  });
  const requestsOf = new Map<string, (seconds: number) => void>();
  const webhooks = new Counter({
    name: 'cti_webhooks_total',
    help: 'Webhooks by outcome; forged ones point to a wrong secret.',
    labelNames: ['outcome'],
    registers,
  });
  const lag = new Histogram({
    name: 'cti_processing_lag_seconds',
    help: 'Time from the receipt of a webhook until its changes were committed.',
    buckets: BUCKETS,
    registers,
  });
  const sent = new Counter({
    name: 'cti_events_sent_total',
    help: 'Events sent, counted once for each client.',
    registers,
  });
  const storage = makeTimings<'operation' | 'outcome'>(registry, {
    name: 'cti_storage_operation_duration_seconds',
    help: 'Time of a storage operation, by outcome.',
    bounds: BUCKETS,
  });
  const storageOf = new Map<string, (seconds: number) => void>();

  return {
    requestAnswered: (method, route, status, seconds) =>
      kept(requestsOf, `${method} ${route} ${status}`, () => requests.of({ method, route, status }))(seconds),
    webhookHandled: (outcome) => webhooks.inc({ outcome }),
    processed: (seconds) => lag.observe(seconds),
    eventsSent: (count) => sent.inc(count),
    storageAnswered: (operation, outcome, seconds) =>
      kept(storageOf, `${operation} ${outcome}`, () => storage.of({ operation, outcome }))(seconds),
    watch: (gauges) => watch(gauges, registers),
    text: async () => (await ofAll?.()) ?? registry.metrics(),
    contentType: registry.contentType,
  };
};

/** Lets the parent process gather these metrics (node:cluster). */
const answerGathering = (registers: Registry[]): void => {
  AggregatorRegistry.setRegistries(registers);
  new AggregatorRegistry();
};

/** What a map has under a name; made if it has nothing yet. */
const kept = <A>(map: Map<string, A>, name: string, make: () => A): A => {
  const found = map.get(name);
  if (found !== undefined) return found;
  const made = make();
  map.set(name, made);
  return made;
};

const watch = (gauges: Gauges, registers: Registry[]): void => {
  for (const { value, ...described } of simpleGauges(gauges)) {
    new Gauge({
      ...described,
      registers,
      collect() {
        this.set(value());
      },
    });
  }
  const budgets = new Gauge({
    name: 'cti_budget',
    help: 'What this process holds at most, in bytes (…Bytes), and how long it does one thing, in milliseconds (…Ms).',
    labelNames: ['budget'],
    aggregator: 'first',
    registers,
  });
  for (const [budget, bound] of Object.entries(BUDGETS)) budgets.set({ budget }, bound);
  const oldest = new Gauge({
    name: 'cti_inbox_oldest_pending_seconds',
    help: 'Age of the oldest pending webhook; 0 if there is none. If it grows, processing is too slow.',
    aggregator: 'max',
    registers,
  });
  new Gauge({
    name: 'cti_inbox_events',
    help: 'Webhooks in the inbox that are pending, failed or unrouted, by status.',
    labelNames: ['status'],
    // Every process reads the same.
    aggregator: 'max',
    registers,
    async collect() {
      const inbox = await gauges.inbox();
      if (inbox === null) return;
      this.set({ status: 'pending' }, inbox.pending);
      this.set({ status: 'failed' }, inbox.failed);
      this.set({ status: 'unrouted' }, inbox.unrouted);
      oldest.set(inbox.oldestPendingSeconds);
    },
  });
};

/** Gauges without labels, whose values this process knows. */
const simpleGauges = (gauges: Gauges) => [
  {
    name: 'cti_stream_connections',
    help: 'Clients that are connected to the stream.',
    value: gauges.connections,
  },
  {
    name: 'cti_stream_waiting_bytes',
    help: 'Bytes that wait to be sent to clients of the stream.',
    value: gauges.streamBytes,
  },
  {
    name: 'cti_stream_history_steps',
    help: 'Steps of reading the history of streams that wait for their turn.',
    value: gauges.historySteps,
  },
  {
    name: 'cti_worker_queue_events',
    help: 'Events that this process has accepted and not processed yet.',
    value: gauges.queued,
  },
  {
    name: 'cti_request_body_bytes',
    help: 'Bytes of request bodies that this process holds.',
    value: gauges.bodyBytes,
  },
  {
    name: 'cti_event_loop_lag_seconds',
    help: 'The longest delay of the event loop in the last five to ten seconds.',
    value: gauges.lag,
    aggregator: 'max' as const,
  },
];
