import * as E from 'fp-ts/lib/Either.js';
import type { SendEvents } from '../../../application/endpoints/send-events.js';
import type { Clock } from '../../../application/ports/clock.js';
import type { EventBus } from '../../../application/ports/event-bus.js';
import type { EventLog } from '../../../application/ports/event-log.js';
import type { Logger } from '../../../application/ports/logger.js';
import { bugAsFault } from '../../../application/ports/storage-error.js';
import type { RecordOf } from '../../../application/records/app-record.js';
import { isDue } from '../../../domain/endpoint/endpoint.js';
import type { EndpointRecord } from '../../../domain/endpoint/endpoint-record.js';
import type { AppId, EndpointId } from '../../../domain/ids.js';
import { makeTroubleLog, type TroubleLog } from './endpoint-trouble.js';

/** Sends events to endpoints as they are committed, by whichever process, and again where an attempt failed. */
export interface EndpointWorker {
  readonly start: () => void;
  /** Ends what is under way, and notes how far it has come. */
  readonly stop: () => Promise<void>;
  /** An endpoint was changed: something may be due for it, and what is sent from now on is sent as it is now. */
  readonly kick: (appId: AppId, id: EndpointId) => void;
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
/** Endpoints that are sent to at the same time. Others wait for one whose turn ends; an app has at most 20 (`MAX_ENDPOINTS`). */
const MAX_RUNNING = 200;

/** Endpoints by app. */
type Known = Map<AppId, Set<EndpointId>>;

interface Worker extends Deps {
  /** Only apps that have endpoints are looked at when events are committed. */
  known: Known;
  /** Those that were kicked during a sweep, which may not have seen them. */
  readonly kicked: Known;
  readonly waiting: Map<EndpointId, AppId>;
  readonly running: Map<EndpointId, Promise<void>>;
  /** Those of the running ones that were changed since they began. */
  readonly changed: Set<EndpointId>;
  readonly trouble: TroubleLog;
  readonly stopping: AbortController;
}

export const makeEndpointWorker = (deps: Deps): EndpointWorker => {
  const worker: Worker = {
    ...deps,
    known: new Map(),
    kicked: new Map(),
    waiting: new Map(),
    running: new Map(),
    changed: new Set(),
    trouble: makeTroubleLog(deps.logger),
    stopping: new AbortController(),
  };
  let timer: NodeJS.Timeout | null = null;
  let unsubscribe: (() => void) | null = null;
  let sweeping: Promise<void> | null = null;

  const sweepOnce = (): void => {
    sweeping ??= sweep(worker)
      .catch((bug: unknown) =>
        deps.logger.error({ err: bug }, 'It could not be looked up which endpoints have events to get'),
      )
      .finally(() => {
        sweeping = null;
      });
  };

  return {
    kick: (appId, id) => {
      for (const known of [worker.known, worker.kicked]) add(known, appId, id);
      if (worker.running.has(id)) worker.changed.add(id);
      wake(worker, appId, id);
    },
    start: () => {
      unsubscribe = deps.bus.subscribe((message) => {
        if (message._tag === 'MessagesMissed') sweepOnce();
        else wakeAll(worker, message.appId);
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

const add = (known: Known, appId: AppId, id: EndpointId): void => {
  known.set(appId, (known.get(appId) ?? new Set()).add(id));
};

/** Finds the endpoints for which something is due: storage knows what the bus did not tell. */
const sweep = async (worker: Worker): Promise<void> => {
  worker.kicked.clear();
  const all = await worker.records.all();
  // Out of reach: the log of the storage's watch says so, and the next sweep makes up for it.
  if (E.isLeft(all)) return;
  const known: Known = new Map();
  for (const [appId, { endpoints }] of all.right) for (const { id } of endpoints) add(known, appId, id);
  for (const [appId, ids] of worker.kicked) for (const id of ids) add(known, appId, id);
  worker.known = known;
  const ids = new Set([...known.values()].flatMap((ofApp) => [...ofApp]));
  worker.trouble.keep((id) => ids.has(id));
  const now = worker.clock.now();
  const withDue = all.right.flatMap(([appId, { endpoints }]) => {
    const due = endpoints.filter((one) => isDue(one, now));
    return due.length === 0 ? [] : [{ appId, due }];
  });
  if (withDue.length === 0) return;
  const newest = await worker.events.newest(withDue.map(({ appId }) => appId))();
  if (E.isLeft(newest)) return;
  for (const { appId, due } of withDue) {
    for (const { id, cursor } of due) if ((newest.right.get(appId) ?? 0) > cursor) wake(worker, appId, id);
  }
};

const wakeAll = (worker: Worker, appId: AppId): void => {
  for (const id of worker.known.get(appId) ?? []) wake(worker, appId, id);
};

const wake = (worker: Worker, appId: AppId, id: EndpointId): void => {
  if (worker.stopping.signal.aborted) return;
  worker.waiting.set(id, appId);
  startNext(worker);
};

const startNext = (worker: Worker): void => {
  for (const [id, appId] of worker.waiting) {
    if (worker.running.size >= MAX_RUNNING) return;
    // One that is running looks again once it is done.
    if (worker.running.has(id)) continue;
    worker.waiting.delete(id);
    const run = sendTo(worker, appId, id).finally(() => {
      worker.running.delete(id);
      worker.changed.delete(id);
      startNext(worker);
    });
    worker.running.set(id, run);
  }
};

const sendTo = async (worker: Worker, appId: AppId, id: EndpointId): Promise<void> => {
  const sent = await worker
    .sendEvents(appId, id, worker.stopping.signal, () => worker.changed.has(id))()
    .catch(bugAsFault);
  if (E.isLeft(sent)) {
    if (sent.left._tag === 'StorageFault') worker.trouble.noteFault(appId, id, sent.left.detail);
    // The rest passes by itself: nothing is due, another process sends, or storage is out of reach, which its watch tells.
    return;
  }
  worker.trouble.note(appId, sent.right);
  // Its turn may have ended before everything was sent.
  if (!worker.stopping.signal.aborted) worker.waiting.set(id, appId);
};
