import { monitorEventLoopDelay } from 'node:perf_hooks';

/** How late the event loop is: for so long a request waits before anything is done for it. */
export interface LoopLag {
  /** The longest delay of the last five to ten seconds, in seconds. */
  readonly seconds: () => number;
  readonly stop: () => void;
}

const RESOLUTION_MS = 20;
const INTERVAL_MS = 5_000;

export const makeLoopLag = (): LoopLag => {
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delays.enable();
  /** What is measured is the time from one timer to the next, which on time is the resolution. */
  const longest = (): number => Math.max(0, delays.max / 1e9 - RESOLUTION_MS / 1e3);
  let before = 0;
  const interval = setInterval(() => {
    before = longest();
    delays.reset();
  }, INTERVAL_MS).unref();
  return {
    seconds: () => Math.max(before, longest()),
    stop: () => {
      clearInterval(interval);
      delays.disable();
    },
  };
};
