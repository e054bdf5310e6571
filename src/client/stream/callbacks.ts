import type { Platform } from '../platform.js';
import type { StreamOptions } from './stream-options.js';

/** Calls the caller's functions. None of them throws. */
export interface Callbacks {
  readonly event: NonNullable<StreamOptions['onEvent']>;
  readonly state: NonNullable<StreamOptions['onState']>;
  /** Whether the caller has read the state afresh. */
  readonly reset: (reset: { readonly stream: string; readonly seq: number }) => Promise<boolean>;
}

export const makeCallbacks = (
  { onEvent, onState, onReset, onError }: StreamOptions,
  { reportError, console, document }: Pick<Platform, 'reportError' | 'console' | 'document'>,
): Callbacks => {
  // Only on a page: what is reported to Deno ends its process.
  const toPage = document === undefined ? undefined : reportError;
  const report = onError ?? toPage ?? ((error: unknown) => console.error(error));
  /** Whether it did not throw. A function that is async may reject later. */
  const safely = async (call: () => unknown): Promise<boolean> => {
    try {
      await call();
      return true;
    } catch (error) {
      try {
        report(error);
      } catch {
        // Nobody is left to tell.
      }
      return false;
    }
  };
  return {
    event: (event) => void safely(() => onEvent?.(event)),
    state: (state) => void safely(() => onState?.(state)),
    reset: (reset) => safely(() => onReset?.(reset)),
  };
};
