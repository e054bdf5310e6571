import type { Clock } from '../../src/application/ports/clock.js';
import type { Timestamp } from '../../src/domain/timestamp.js';
import { NOON } from '../../src/testing/storage/samples.js';

/** A clock that stands still until it is moved. */
export interface SettableClock extends Clock {
  readonly advance: (ms: number) => void;
  /** Waits so long, by moving the clock; whoever else is waiting gets a turn. */
  readonly pause: (ms: number) => Promise<void>;
}

export const settableClock = (start: Timestamp = NOON): SettableClock => {
  let now = start;
  const advance = (ms: number): void => {
    now += ms;
  };
  return {
    now: () => now,
    advance,
    pause: async (ms) => {
      advance(ms);
      await nextTurn();
    },
  };
};

/** Lets everything run that can run now. */
export const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A door that is shut until it is opened. */
export const gate = (): { readonly passed: Promise<void>; readonly open: () => void } => {
  let open: () => void = () => undefined;
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open };
};
