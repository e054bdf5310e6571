import { loopTurn } from '../turns.js';

/** Reads of one app that are under way together: a page may be 8 MiB, so that many at once would hold up everybody else. */
const AT_ONCE = 2;

/** Runs reads by name, a few at once for each name, in the order in which they came. The event loop turns after each. */
export type ReadingTurns = <A>(name: string, read: () => Promise<A>) => Promise<A>;

export const makeReadingTurns = (): ReadingTurns => {
  const queues = new Map<string, { running: number; readonly waiting: (() => void)[] }>();

  return async (name, read) => {
    const queue = queues.get(name) ?? { running: 0, waiting: [] };
    queues.set(name, queue);
    if (queue.running < AT_ONCE) queue.running += 1;
    else await new Promise<void>((resolve) => queue.waiting.push(resolve));
    try {
      return await read();
    } finally {
      void loopTurn().then(() => {
        const next = queue.waiting.shift();
        // The place goes to the next in line, so that nobody who comes now passes it.
        if (next !== undefined) return next();
        queue.running -= 1;
        if (queue.running === 0) queues.delete(name);
      });
    }
  };
};
