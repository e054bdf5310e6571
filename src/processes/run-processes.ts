import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import * as E from 'fp-ts/lib/Either.js';
import { AggregatorRegistry } from 'prom-client';
import { RateLimiterClusterMaster } from 'rate-limiter-flexible';
import type { Config } from '../adapters/config/environment.js';
import { makeLogger } from '../adapters/outbound/system/logger.js';
import type { Logger } from '../application/ports/logger.js';
import { processEnvironment, ToParent, type ToProcess } from './messages.js';
import { ownPort } from './own-port.js';
import { makeRestarts } from './restarts.js';

/** Why the processes could not be started, or could not go on; null where one of them has said it. */
export interface ProcessesFailed {
  readonly message: string | null;
}

/**
 * Runs the server in `config.processes` processes on one port until `stopping` resolves, and starts one that ends again. `listening` is
 * called with the port once all listen. The first one starts alone, so that what is done once at a start is done before the others come.
 */
export const runProcesses = async (
  config: Config,
  stopping: Promise<void>,
  listening: (port: number) => void,
): Promise<E.Either<ProcessesFailed, void>> => {
  const owned = await ownPort(config.host, config.port);
  if (E.isLeft(owned)) return E.left({ message: owned.left });
  const port = owned.right;
  const logger = makeLogger(config);
  serveProcesses();
  const processes = makeProcesses(port, logger);
  void startAll(processes, config.processes).then(() => {
    const { host, storage, nodeEnv: environment, processes: count } = config;
    logger.info({ port, host, storage: storage.engine, environment, processes: count }, 'Listening');
    listening(port);
  });
  const failure = await Promise.race([processes.failed, stopping.then(() => null)]);
  await processes.stop();
  return failure === null ? E.right(undefined) : E.left(failure);
};

const startAll = async ({ run }: Processes, count: number): Promise<void> => {
  await run(1);
  await Promise.all(Array.from({ length: count - 1 }, (_, index) => run(index + 2)));
};

/** Does for the processes what one of them cannot: counts requests, and gathers metrics. */
const serveProcesses = (): void => {
  new RateLimiterClusterMaster();
  const metrics = new AggregatorRegistry();
  cluster.on('message', async (worker: Worker, message: unknown) => {
    const asked = ToParent.decode(message);
    if (E.isLeft(asked) || asked.right.cti !== 'metrics') return;
    const text = await metrics.clusterMetrics().catch(() => null);
    const answer: ToProcess = { cti: 'metrics', id: asked.right.id, text };
    worker.send(answer);
  });
};

interface Processes {
  /** Keeps a process running; resolves once it listens. */
  readonly run: (number: number) => Promise<void>;
  /** Resolves if the first process ends before it listens, or if one ends at once each time it is started. */
  readonly failed: Promise<ProcessesFailed>;
  /** Asks every process to stop, and resolves once all have. */
  readonly stop: () => Promise<void>;
}

/** How a process ended. */
interface End {
  readonly listenedMs: number;
  readonly pid: number | undefined;
  readonly code: number | null;
  readonly signal: string | null;
}

/** The exit code of a process that has said in one line why it cannot start. */
const REFUSED = 1;

const makeProcesses = (port: number, logger: Logger): Processes => {
  const running = new Set<Worker>();
  let hasListened = false;
  let isStopping = false;
  let fail = (_why: ProcessesFailed): void => undefined;
  const failed = new Promise<ProcessesFailed>((resolve) => {
    fail = resolve;
  });

  const start = (number: number, listens: () => void, ended: (end: End) => void): void => {
    if (isStopping) return;
    const worker = cluster.fork(processEnvironment(number, port));
    running.add(worker);
    let listensSince: number | null = null;
    worker.on('message', (message: unknown) => {
      if (!isListening(message)) return;
      listensSince = performance.now();
      hasListened = true;
      listens();
    });
    // What could not be sent to a process that has just ended.
    worker.on('error', () => undefined);
    worker.on('exit', (code, signal) => {
      running.delete(worker);
      const listenedMs = listensSince === null ? 0 : performance.now() - listensSince;
      if (!isStopping) ended({ listenedMs, pid: worker.process.pid, code, signal });
    });
  };

  const keepRunning = (number: number, listens: () => void): void => {
    const nextRestart = makeRestarts();
    const ended = ({ listenedMs, ...how }: End): void => {
      const pause = nextRestart(listenedMs);
      if (!hasListened) fail({ message: how.code === REFUSED ? null : 'The first process ended before it listened.' });
      else if (pause === null) fail({ message: `Process ${number} ends each time it is started; its lines say why.` });
      else {
        logger.warn({ process: number, ...how, again_in_ms: pause }, 'A process has ended; it is started again');
        setTimeout(start, pause, number, listens, ended);
      }
    };
    start(number, listens, ended);
  };

  return {
    run: (number) => new Promise((resolve) => keepRunning(number, resolve)),
    failed,
    stop: async () => {
      isStopping = true;
      const ends = [...running].map((worker) => once(worker, 'exit'));
      for (const worker of running) worker.process.kill('SIGTERM');
      await Promise.all(ends);
    },
  };
};

const isListening = (message: unknown): boolean => {
  const told = ToParent.decode(message);
  return E.isRight(told) && told.right.cti === 'listening';
};
