import type { Callbacks } from './callbacks.js';
import { retryDelay, type StreamTiming } from './timing.js';

type Reset = Parameters<Callbacks['reset']>[0];

/** Lets the caller read the state after a reset. */
export interface ReadAfresh {
  readonly begin: (reset: Reset) => void;
  readonly isUnderWay: () => boolean;
  /** Asks no more, and does not say when it is done. */
  readonly stop: () => void;
}

export interface ReadAfreshDeps {
  readonly timing: StreamTiming;
  readonly read: Callbacks['reset'];
  /** The state is read, or was tried to be as often as it may. */
  readonly onDone: () => void;
}

const MAX_TRIES = 5;

export const makeReadAfresh = ({ timing, read, onDone }: ReadAfreshDeps): ReadAfresh => {
  let isUnderWay = false;
  let again: ReturnType<typeof setTimeout> | undefined;

  const attempt = async (reset: Reset, failures: number): Promise<void> => {
    const isRead = await read(reset);
    if (!isUnderWay) return;
    if (isRead || failures + 1 === MAX_TRIES) {
      isUnderWay = false;
      onDone();
    } else again = setTimeout(() => void attempt(reset, failures + 1), retryDelay(timing, failures, Math.random()));
  };
  return {
    begin: (reset) => {
      isUnderWay = true;
      void attempt(reset, 0);
    },
    isUnderWay: () => isUnderWay,
    stop: () => {
      isUnderWay = false;
      clearTimeout(again);
    },
  };
};
