import type { Logger } from '../../../application/ports/logger.js';

export interface OutageLog {
  readonly begin: (cause: string) => void;
  readonly end: () => void;
}

/** Logs an outage of what joins processes once when it begins and once when it ends. `name` begins the sentence. */
export const makeOutageLog = (name: string, logger: Logger): OutageLog => {
  let isDown = false;
  return {
    begin: (cause) => {
      if (isDown) return;
      isDown = true;
      logger.warn({ cause }, `${name} is out of reach; this process goes on by itself`);
    },
    end: () => {
      if (isDown) logger.info({}, `${name} is back`);
      isDown = false;
    },
  };
};
