import type pg from 'pg';
import type { Logger } from '../../../../application/ports/logger.js';
import { makeOutageLog } from '../../system/outage-log.js';
import { reconnectPause } from '../../system/reconnect-pause.js';
import { explainPostgres } from './postgres-errors.js';

/** A connection of its own that listens to a channel of NOTIFY, and connects again whenever it is lost. */
export interface PostgresListener {
  /** Sends texts to all who listen, in one transaction; they are lost while the connection is. Never rejects. */
  readonly notify: (texts: readonly string[]) => Promise<void>;
  readonly isUp: () => boolean;
  readonly close: () => void;
}

interface Deps {
  readonly channel: string;
  readonly newClient: () => pg.Client;
  readonly logger: Logger;
  readonly heard: (text: string) => void;
  /** It listens, from now on or again. */
  readonly up: () => void;
}

/** How often the connection is checked, in milliseconds: without that, one whose other end has vanished would look ready for long. */
const HEARTBEAT_MS = 2_000;

/** The NOTIFY of a notice waits for no disk: a lost one costs a second. */
const PREPARE = 'set synchronous_commit = off';

const NOTIFY = 'select pg_notify($1, text) from unnest($2::text[]) as text';

export const listenOnPostgres = (deps: Deps): PostgresListener => {
  const outage = makeOutageLog('The bus over PostgreSQL', deps.logger);
  /** The connection that listens or is about to; null between two of them, and at the end. */
  let current: pg.Client | null = null;
  let isUp = false;
  let attempts = 0;
  let timer: NodeJS.Timeout | undefined;

  const lose = (client: pg.Client, cause: unknown): void => {
    end(client);
    if (client !== current) return;
    current = null;
    isUp = false;
    outage.begin(explainPostgres(cause).detail);
    timer = setTimeout(connect, reconnectPause(attempts)).unref();
    attempts += 1;
  };

  const connect = async (): Promise<void> => {
    const client = deps.newClient();
    current = client;
    client.on('notification', ({ payload = '' }) => deps.heard(payload));
    client.once('end', () => lose(client, new Error('the connection was lost')));
    try {
      await client.connect();
      await client.query(PREPARE);
      await client.query(`listen ${deps.channel}`);
    } catch (thrown) {
      return lose(client, thrown);
    }
    if (client !== current) return;
    isUp = true;
    attempts = 0;
    outage.end();
    deps.up();
  };

  const query = async (sent: string | pg.QueryConfig): Promise<void> => {
    const client = current;
    if (client === null || !isUp) return;
    await client.query(sent).catch((thrown: unknown) => lose(client, thrown));
  };

  const heartbeat = setInterval(() => void query('select 1'), HEARTBEAT_MS).unref();
  void connect();

  return {
    notify: (texts) => query({ name: 'notify', text: NOTIFY, values: [deps.channel, texts] }),
    isUp: () => isUp,
    close: () => {
      clearInterval(heartbeat);
      clearTimeout(timer);
      const client = current;
      current = null;
      isUp = false;
      if (client !== null) end(client);
    },
  };
};

const end = (client: pg.Client): void => void client.end().catch(() => undefined);
