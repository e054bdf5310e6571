import type { BusMessage, EventBus } from '../../../application/ports/event-bus.js';
import type { Logger } from '../../../application/ports/logger.js';

/** A bus within one process. `publish` returns when every listener has been called. */
export const inProcessBus = (logger: Logger): EventBus => {
  const listeners = new Set<(message: BusMessage) => void>();
  return {
    publish: (message) => {
      for (const listener of listeners) {
        try {
          listener(message);
        } catch (bug) {
          // The change is committed already, so the other listeners must still be called.
          logger.error({ err: bug, bus_message: message._tag }, 'A listener of the bus failed');
        }
      }
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};
