import { BUDGETS } from '../../../application/budgets.js';
import type { AppId } from '../../../domain/ids.js';
import { type CloseCode, GOING_AWAY } from './close-codes.js';
import { type Ledger, makeLedger } from './ledger.js';
import type { BoundedSink, Connection } from './sink.js';

/** Bounds what waits to be sent: by client, by app and for the whole process. */
export interface Outflow {
  /**
   * Counts what waits for a client. Above a bound `onFull` is called, which must end it: of an app the slowest
   * client first. A client that has more waiting than its own budget is given a moment to take it.
   */
  readonly open: (appId: AppId, connection: Connection, onFull: () => void) => ClientSink;
  /** Bytes that wait for all clients. */
  readonly waiting: () => number;
  readonly close: () => void;
}

/** The way out to one client. */
export interface ClientSink extends BoundedSink {
  /** The client has taken something of what waited. */
  readonly drained: () => void;
  /** The connection is closed. */
  readonly closed: () => void;
}

type OutBudgets = Pick<typeof BUDGETS, 'socketBytes' | 'appOutBytes' | 'processOutBytes' | 'fullMs' | 'noProgressMs'>;

interface Client {
  readonly appId: AppId;
  readonly connection: Connection;
  readonly onFull: () => void;
  /** Bytes, as last counted. */
  waiting: number;
  /** Ends the client if its budget is still used up a moment later: what came at once may have been more than it. */
  fullTimer: NodeJS.Timeout | null;
  /** When the client last took something, or something began to wait for it. */
  progressAt: number;
  /** Why the client is closed, once it has taken what waits for it. */
  leaving: CloseCode | null;
}

/** Of the budgets, for clients that are told to leave and have not taken yet what waited for them. */
const LEAVING_SHARE = 1 / 2;
/** How often clients that make no progress are looked for, as a part of the time they may make none. */
const CHECKS = 6;

export const makeOutflow = (deps: {
  /** In milliseconds, whatever happens to the clock. */
  readonly stopwatch: () => number;
  readonly budgets?: { readonly [K in keyof OutBudgets]: number };
}): Outflow => {
  const budgets = deps.budgets ?? BUDGETS;
  const { stopwatch } = deps;
  const staying = makeLedger<Client>(budgets.appOutBytes, budgets.processOutBytes, ({ onFull }) => onFull());
  const leaving = makeLedger<Client>(
    budgets.appOutBytes * LEAVING_SHARE,
    budgets.processOutBytes * LEAVING_SHARE,
    ({ connection }) => connection.drop(),
  );
  const ledgerOf = (client: Client): Ledger<Client> => (client.leaving === null ? staying : leaving);

  const count = (client: Client): void => {
    const before = client.waiting;
    const waiting = client.connection.buffered();
    if (before === 0 || waiting < before) client.progressAt = stopwatch();
    ledgerOf(client).note(client, waiting);
  };

  const dropIfStuck = (client: Client): void => {
    count(client);
    if (client.waiting > 0 && stopwatch() - client.progressAt >= budgets.noProgressMs) client.connection.drop();
  };

  const checks = setInterval(() => {
    for (const client of [...staying.all(), ...leaving.all()]) dropIfStuck(client);
  }, budgets.noProgressMs / CHECKS).unref();

  /** What waits for the client goes out before the reason, or is dropped: the connection is closed only after it. */
  const end = (client: Client, why: CloseCode): void => {
    if (client.connection.buffered() === 0 || why === GOING_AWAY) {
      client.connection.end(why);
      return;
    }
    count(client);
    staying.remove(client);
    client.leaving = why;
    leaving.add(client);
    leaving.relieve(client.appId);
  };

  const isFull = ({ connection }: Client): boolean => connection.buffered() > budgets.socketBytes;

  const endIfFull = (client: Client): void => {
    client.fullTimer = null;
    if (client.leaving === null && isFull(client)) client.onFull();
  };

  return {
    open: (appId, connection, onFull) => {
      const client: Client = {
        ...{ appId, connection, onFull },
        ...{ waiting: 0, fullTimer: null, progressAt: stopwatch(), leaving: null },
      };
      staying.add(client);
      return {
        buffered: connection.buffered,
        isFull: () => isFull(client),
        send: connection.send,
        together: (sends) => {
          connection.together(sends);
          count(client);
          if (isFull(client)) client.fullTimer ??= setTimeout(endIfFull, budgets.fullMs, client).unref();
          if (client.waiting > 0) ledgerOf(client).relieve(appId);
        },
        end: (why) => end(client, why),
        drained: () => {
          client.progressAt = stopwatch();
          count(client);
          if (client.leaving !== null && client.waiting === 0) connection.end(client.leaving);
        },
        closed: () => {
          if (client.fullTimer !== null) clearTimeout(client.fullTimer);
          ledgerOf(client).remove(client);
        },
      };
    },
    waiting: () => staying.total() + leaving.total(),
    close: () => clearInterval(checks),
  };
};
