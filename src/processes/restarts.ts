/** A process that has listened for so long, in milliseconds, did not end at once. */
const LONG_MS = 10_000;
const FIRST_PAUSE_MS = 100;
const MAX_PAUSE_MS = 10_000;
/** So many ends at once in a row, half a minute of trying, will not be mended by another start. */
const MAX_ENDS = 9;

/** After how many milliseconds a process that ended is started again; null if it has ended at once too often in a row. */
export type NextRestart = (listenedMs: number) => number | null;

export const makeRestarts = (): NextRestart => {
  let ends = 0;
  return (listenedMs) => {
    ends = listenedMs >= LONG_MS ? 1 : ends + 1;
    return ends > MAX_ENDS ? null : Math.min(MAX_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (ends - 1));
  };
};
