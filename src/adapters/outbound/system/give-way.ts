import { BUDGETS } from '../../../application/budgets.js';
import type { GiveWay } from '../../../application/ports/give-way.js';

/** `now` is in milliseconds, of a clock that nobody sets. */
export const makeGiveWay = (turnMs: number = BUDGETS.turnMs, now: () => number = () => performance.now()): GiveWay => {
  let since = now();
  return () => {
    if (now() - since < turnMs) return null;
    return new Promise((resolve) => {
      setImmediate(() => {
        since = now();
        resolve();
      });
    });
  };
};
