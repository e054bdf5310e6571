import * as E from 'fp-ts/lib/Either.js';
import type { SendEvents } from '../../../application/endpoints/send-events.js';
import type { Clock } from '../../../application/ports/clock.js';
import type { EventBus } from '../../../application/ports/event-bus.js';
import type { EventLog } from '../../../application/ports/event-log.js';
import type { Logger } from '../../../application/ports/logger.js';
import type { RecordOf } from '../../../application/records/app-record.js';
import { type Endpoint, isDue } from '../../../domain/endpoint/endpoint.js';
import type { EndpointRecord } from '../../../domain/endpoint/endpoint-record.js';
import type { AppId, EndpointId } from '../../../domain/ids.js';

/** Sends events to endpoints as they are committed, by whichever process, and again where an attempt failed. */
export interface EndpointWorker {
  readonly start: () => void;
  /** Ends what is under way, and notes how far it has come. */
  readonly stop: () => Promise<void>;
  /** Something may be due for an app. */
  readonly kick: (appId: AppId) => void;
}

interface Deps {
  readonly records: Pick<RecordOf<EndpointRecord>, 'all'>;
  readonly events: Pick<EventLog, 'newest'>;
  readonly sendEvents: SendEvents;
  readonly bus: EventBus;
  readonly clock: Clock;
  readonly logger: Logger;
  /** How often everything is looked at: for what another process left, and for attempts that are due. */
  readonly sweepEveryMs?: number;
}

const SWEEP_EVERY_MS = 2_000;
/** Apps that are sent to at the same time; the others wait for their turn, which ends after some seconds. */
const MAX_RUNNING = 32;

interface Worker extends Deps {
  /** Apps that have endpoints: only these are looked at when events are committed. */
  readonly known: Set<AppId>;
  readonly waiting: Set<AppId>;
  readonly running: Map<AppId, Promise<void>>;
  /** Endpoints whose trouble is in the log already. */
  readonly troubled: Map<EndpointId, Endpoint['state'] | 'failing'>;
  readonly stopping: AbortController;
}

export const makeEndpointWorker = (deps: Deps): EndpointWorker => {
  const worker: Worker = {
    ...deps,
    known: new Set(),
    waiting: new Set(),
    running: new Map(),
    troubled: new Map(),
    stopping: new AbortController(),
  };
  let timer: NodeJS.Timeout | null = null;
  let unsubscribe: (() => void) | null = null;
  let sweeping: Promise<void> | null = null;

  const sweepOnce = (): void => {
    sweeping ??= sweep(worker).finally(() => {
      sweeping = null;
    });
  };
  const kick = (appId: AppId): void => {
    worker.known.add(appId);
    wake(worker, appId);
  };

  return {
    kick,
    start: () => {
      unsubscribe = deps.bus.subscribe((message) => {
        if (message._tag === 'MessagesMissed') sweepOnce();
        else if (message._tag !== 'AccessChanged' && worker.known.has(message.appId)) wake(worker, message.appId);
      });
      timer = setInterval(sweepOnce, deps.sweepEveryMs ?? SWEEP_EVERY_MS);
      timer.unref();
      sweepOnce();
    },
    stop: async () => {
      if (timer !== null) clearInterval(timer);
      unsubscribe?.();
      worker.waiting.clear();
      worker.stopping.abort();
      await Promise.all([sweeping, ...worker.running.values()]);
    },
  };
};

/** Finds the apps for which something is due: storage knows what the bus did not tell. */
const sweep = async (worker: Worker): Promise<void> => {
  const all = await worker.records.all();
  // Out of reach: the log of the storage's watch says so, and the next sweep makes up for it.
  if (E.isLeft(all)) return;
  const now = worker.clock.now();
  const withDue = all.right.flatMap(([appId, { endpoints }]) => {
    const due = endpoints.filter((one) => isDue(one, now));
    return due.length === 0 ? [] : [{ appId, behind: Math.min(...due.map(({ cursor }) => cursor)) }];
  });
  worker.known.clear();
  for (const [appId, { endpoints }] of all.right) if (endpoints.length > 0) worker.known.add(appId);
  if (withDue.length === 0) return;
  const newest = await worker.events.newest(withDue.map(({ appId }) => appId))();
  if (E.isLeft(newest)) return;
  for (const { appId, behind } of withDue) if ((newest.right.get(appId) ?? 0) > behind) wake(worker, appId);
};

const wake = (worker: Worker, appId: AppId): void => {
  if (worker.stopping.signal.aborted) return;
  worker.waiting.add(appId);
  startNext(worker);
};

const startNext = (worker: Worker): void => {
  for (const appId of worker.waiting) {
    if (worker.running.size >= MAX_RUNNING) return;
    // One that is running looks again once it is done.
    if (worker.running.has(appId)) continue;
    worker.waiting.delete(appId);
    const run = sendTo(worker, appId).finally(() => {
      worker.running.delete(appId);
      startNext(worker);
    });
    worker.running.set(appId, run);
  }
};

const sendTo = async (worker: Worker, appId: AppId): Promise<void> => {
  const sent = await worker.sendEvents(appId, worker.stopping.signal)();
  if (E.isLeft(sent)) return;
  for (const endpoint of sent.right) tell(worker, appId, endpoint);
  if (sent.right.some((one) => isDue(one, worker.clock.now()))) await requeue(worker, appId, sent.right);
};

/** Its turn may have ended before everything was sent. */
const requeue = async (worker: Worker, appId: AppId, endpoints: readonly Endpoint[]): Promise<void> => {
  const newest = await worker.events.newest([appId])();
  if (E.isLeft(newest) || worker.stopping.signal.aborted) return;
  const now = worker.clock.now();
  const isBehind = endpoints.some((one) => isDue(one, now) && one.cursor < (newest.right.get(appId) ?? 0));
  if (isBehind) worker.waiting.add(appId);
};

/** Says once that an endpoint fails or was given up, and once that it is well again. The address may hold a secret, so it is left out. */
const tell = ({ troubled, logger }: Worker, appId: AppId, endpoint: Endpoint): void => {
  const { id, state, failing } = endpoint;
  const trouble = state !== 'enabled' ? state : failing !== null ? 'failing' : null;
  if ((troubled.get(id) ?? null) === trouble) return;
  const about = { app_id: appId, endpoint_id: id };
  if (trouble === null) {
    troubled.delete(id);
    logger.info(about, 'The endpoint answers again.');
    return;
  }
  troubled.set(id, trouble);
  if (trouble === 'disabled') return;
  const problem = endpoint.attempts[0]?.problem ?? null;
  logger.warn({ ...about, problem }, SENTENCES[trouble]);
};

const SENTENCES = {
  failing: 'An endpoint does not take its events; it is tried again after growing pauses.',
  gone: 'An endpoint answered 410: it is sent nothing any more, until it is enabled.',
  'given-up': 'An endpoint failed for five days: it is sent nothing any more, until it is enabled.',
} as const;
