import { BUDGETS } from '../../../application/budgets.js';
import { loopTurn } from '../turns.js';

/** Reads of one app that are under way together: a page may be 8 MiB, so that many at once would hold up everybody else. */
const AT_ONCE = 2;

/**
 * Runs reads by name, a few at once for each name, in the order in which they came. The event loop turns before the next one of a name
 * once reads have gone on for `BUDGETS.turnMs`.
 */
export type ReadingTurns = <A>(name: string, read: () => Promise<A>) => Promise<A>;

interface Queue {
  running: number;
  readonly waiting: (() => void)[];
}

export const makeReadingTurns = (stopwatch = (): number => performance.now()): ReadingTurns => {
  const queues = new Map<string, Queue>();
  /** When it is time for the event loop to turn; null until something is read in this turn. */
  let until: number | null = null;
  const beginTurn = (): void => {
    if (until !== null) return;
    until = stopwatch() + BUDGETS.turnMs;
    setImmediate(() => {
      until = null;
    });
  };

  const leave = (name: string, queue: Queue): void => {
    const next = queue.waiting.shift();
    // The place goes to the next in line, so that nobody who comes now passes it.
    if (next !== undefined) {
      next();
      return;
    }
    queue.running -= 1;
    if (queue.running === 0) queues.delete(name);
  };

  return async (name, read) => {
    const queue = queues.get(name) ?? { running: 0, waiting: [] };
    queues.set(name, queue);
    if (queue.running < AT_ONCE) queue.running += 1;
    else await new Promise<void>((resolve) => queue.waiting.push(resolve));
    beginTurn();
    try {
      return await read();
    } finally {
      if (until === null || stopwatch() < until) leave(name, queue);
      else void loopTurn().then(() => leave(name, queue));
    }
  };
};
