import type { LetGo } from './while-used.js';

export interface Listeners<A> {
  readonly add: (listener: (told: A) => void) => LetGo;
  /** Tells all of them. What one throws keeps nothing from the others, and is thrown at the end. */
  readonly tell: (told: A) => void;
}

export const makeListeners = <A>(): Listeners<A> => {
  const listeners = new Map<symbol, (told: A) => void>();
  return {
    add: (listener) => {
      const key = Symbol('listener');
      listeners.set(key, listener);
      return () => void listeners.delete(key);
    },
    tell: (told) => {
      const errors: unknown[] = [];
      for (const listener of [...listeners.values()]) {
        try {
          listener(told);
        } catch (error) {
          errors.push(error);
        }
      }
      if (errors.length === 1) throw errors[0];
      if (errors.length > 1) throw new AggregateError(errors, 'several listeners failed');
    },
  };
};
