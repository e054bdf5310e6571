import type { Clock } from '../../src/application/ports/clock.js';
import type { Timestamp } from '../../src/domain/timestamp.js';
import { NOON } from '../../src/testing/storage/samples.js';

/** A clock that stands still until a test advances it. */
export interface SettableClock extends Clock {
  readonly advance: (ms: number) => void;
  /** Advances the clock by so many milliseconds and lets everything run that can run. */
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

/** Resolves after everything has run that can run now. */
export const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** `passed` resolves once `open` is called. */
export const gate = (): { readonly passed: Promise<void>; readonly open: () => void } => {
  let open: () => void = () => undefined;
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open };
};
