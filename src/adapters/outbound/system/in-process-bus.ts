import type { BusMessage, EventBus } from '../../../application/ports/event-bus.js';
import type { Logger } from '../../../application/ports/logger.js';

/** A bus within one process: every listener has heard a notice when `publish` returns. */
export const inProcessBus = (logger: Logger): EventBus => {
  const listeners = new Set<(notice: BusMessage) => void>();
  return {
    publish: (notice) => {
      for (const listener of listeners) {
        try {
          listener(notice);
        } catch (bug) {
          // What was committed stays so, and the others are to hear of it.
          logger.error({ err: bug, notice: notice._tag }, 'A listener failed on a notice');
        }
      }
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};
