import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import type { EventBus } from '../../../../application/ports/event-bus.js';
import type { Logger } from '../../../../application/ports/logger.js';
import { type JoinedBus, joinedBus } from '../../system/joined-bus.js';
import type { PostgresConfig } from '../storage-config.js';
import { listenOnPostgres } from './postgres-listener.js';
import { postgresClient } from './postgres-pool.js';

const CHANNEL = 'cti_notices';

/** A query on the connection of the bus that takes longer has failed, in milliseconds. */
const QUERY_MS = 2_000;

/** The least time from one NOTIFY to the next, in milliseconds: what is published meanwhile goes out together. */
const BETWEEN_MS = 2;

/** Joins the processes that share one PostgreSQL by its LISTEN and NOTIFY, on a connection of its own. */
export const postgresBus = (config: PostgresConfig, local: EventBus, origin: string, logger: Logger): JoinedBus =>
  joinedBus(local, origin, ({ heard, missed }) => {
    const newClient = () => postgresClient(config, { query_timeout: QUERY_MS });
    const listener = listenOnPostgres({ channel: CHANNEL, newClient, logger, heard, up: missed });
    const put = makeOutbox(listener.notify);
    return {
      send: (key, text) => {
        if (listener.isUp()) put(key, text);
      },
      isUp: listener.isUp,
      close: listener.close,
    };
  });

/** Sends what is put into it together, soon. A text replaces one of the same key that still waits, so there are as many as keys. */
const makeOutbox = (send: (texts: readonly string[]) => Promise<void>): ((key: string, text: string) => void) => {
  let waiting = new Map<string, string>();
  let isSending = false;

  const flush = async (): Promise<void> => {
    await nextTurn();
    while (waiting.size > 0) {
      const texts = [...waiting.values()];
      waiting = new Map();
      await send(texts);
      await pause(BETWEEN_MS);
    }
    isSending = false;
  };

  return (key, text) => {
    waiting.set(key, text);
    if (isSending) return;
    isSending = true;
    void flush();
  };
};
