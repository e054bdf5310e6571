import * as E from 'fp-ts/lib/Either.js';
import type { Clock } from '../../../application/ports/clock.js';
import type { Storage } from '../../../application/ports/storage.js';

/** The clock by which leases are given and end: that of storage, so that processes whose clocks differ agree. */
export interface LeaseClock extends Clock {
  /** Reads the clock of storage anew. Until it is read again, its time is that of the last reading and what has passed since. */
  readonly read: () => Promise<void>;
}

/** A reading that takes longer, in milliseconds, says too little about the time. */
const MAX_READING_MS = 1_000;

/** Storage without a clock of its own is used by one process: there the process's clock counts. */
export const makeLeaseClock = ({ clock }: Pick<Storage, 'clock'>, ofProcess: Clock): LeaseClock => {
  if (clock === undefined) return { now: ofProcess.now, read: async () => undefined };
  let last = { time: ofProcess.now(), at: performance.now() };
  return {
    now: () => Math.round(last.time + performance.now() - last.at),
    read: async () => {
      const began = performance.now();
      const time = await clock();
      const at = performance.now();
      if (E.isRight(time) && at - began <= MAX_READING_MS) last = { time: time.right, at };
    },
  };
};
