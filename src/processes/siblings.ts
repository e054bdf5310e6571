import * as E from 'fp-ts/lib/Either.js';
import { type RateLimiterAbstract, RateLimiterCluster, RateLimiterRes } from 'rate-limiter-flexible';
import { memoryLimiter, type NewLimiter } from '../adapters/outbound/system/new-limiter.js';
import { processNumber, type ToParent, ToProcess } from './messages.js';

/** What a process does together with the others that its parent started on the same port. */
export interface Siblings {
  /** Tells this process from the others in the log; 1 for the first. */
  readonly number: number;
  /** Tells the parent that this process listens. */
  readonly listens: () => void;
  /** Counts in the parent, for all of them. */
  readonly newLimiter: NewLimiter;
  /** The metrics of all of them together, in Prometheus' text format; null if the parent could not gather them. */
  readonly metrics: () => Promise<string | null>;
}

/** Null for a process that was not started by `runProcesses`. */
export const findSiblings = (): Siblings | null => {
  const number = processNumber();
  if (number === null) return null;
  return {
    number,
    listens: () => tell({ cti: 'listening' }),
    newLimiter,
    metrics: makeMetrics(),
  };
};

const tell = (message: ToParent): void => void process.send?.(message);

/** How long a request waits for the count of the parent, in milliseconds; then it is counted in this process. */
const COUNT_MS = 1_000;

const newLimiter: NewLimiter = (options) => {
  const limiter = new RateLimiterCluster({ ...options, timeoutMs: COUNT_MS });
  const alone = memoryLimiter(options);
  const together = limiter.consume.bind(limiter);
  const consume: RateLimiterAbstract['consume'] = (key, points, how) =>
    together(key, points, how).catch((refusal: unknown) => {
      if (refusal instanceof RateLimiterRes) throw refusal;
      return alone.consume(key, points, how);
    });
  return Object.assign(limiter, { consume });
};

const makeMetrics = (): Siblings['metrics'] => {
  const asked = new Map<number, (text: string | null) => void>();
  let last = 0;
  process.on('message', (message) => {
    const answer = ToProcess.decode(message);
    if (E.isLeft(answer)) return;
    asked.get(answer.right.id)?.(answer.right.text);
    asked.delete(answer.right.id);
  });
  return () =>
    new Promise((resolve) => {
      last += 1;
      asked.set(last, resolve);
      tell({ cti: 'metrics', id: last });
    });
};
