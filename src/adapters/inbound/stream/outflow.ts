import { BUDGETS } from '../../../application/budgets.js';
import type { AppId } from '../../../domain/ids.js';
import { type CloseCode, GOING_AWAY } from './close-codes.js';
import { type Ledger, makeLedger } from './ledger.js';
import type { BoundedSink, Connection } from './sink.js';
import type { OutgoingMessage } from './stream-item.js';

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

type OutBudgets = {
  readonly [K in 'socketBytes' | 'appOutBytes' | 'processOutBytes' | 'fullMs' | 'noProgressMs']: number;
};

/** What all clients share. */
interface Shared {
  /** In milliseconds, whatever happens to the clock. */
  readonly stopwatch: () => number;
  readonly budgets: OutBudgets;
  readonly staying: Ledger<CountedSink>;
  /** Those that are told to leave and have not taken yet what waited for them. */
  readonly leaving: Ledger<CountedSink>;
}

/** A class, because there is one for each socket. */
class CountedSink implements ClientSink {
  readonly appId: AppId;
  readonly #shared: Shared;
  readonly #connection: Connection;
  readonly #onFull: () => void;
  /** Bytes, as last counted. */
  waiting = 0;
  /** Ends the client if its budget is still used up a moment later: what came at once may have been more than it. */
  #fullTimer: NodeJS.Timeout | null = null;
  /** When the client last took something, or something began to wait for it. */
  #progressAt = 0;
  /** Why the client is closed, once it has taken what waits for it. */
  #leaving: CloseCode | null = null;

  constructor(shared: Shared, appId: AppId, connection: Connection, onFull: () => void) {
    this.#shared = shared;
    this.appId = appId;
    this.#connection = connection;
    this.#onFull = onFull;
    shared.staying.add(this);
  }

  buffered(): number {
    return this.#connection.buffered();
  }

  isFull(): boolean {
    return this.buffered() > this.#shared.budgets.socketBytes;
  }

  send(message: OutgoingMessage): void {
    this.#connection.send(message);
  }

  together(sends: () => void): void {
    this.#connection.together(sends);
    this.#count();
    if (this.waiting === 0) return;
    if (this.isFull()) this.#fullTimer ??= setTimeout(endIfFull, this.#shared.budgets.fullMs, this).unref();
    this.#ledger().relieve(this.appId);
  }

  /** What waits for the client goes out before the reason, or is dropped: the connection is closed only after it. */
  end(why: CloseCode): void {
    if (this.buffered() === 0 || why === GOING_AWAY) {
      this.#connection.end(why);
      return;
    }
    this.#count();
    this.#shared.staying.remove(this);
    this.#leaving = why;
    this.#shared.leaving.add(this);
    this.#shared.leaving.relieve(this.appId);
  }

  drained(): void {
    this.#progressAt = this.#shared.stopwatch();
    this.#count();
    if (this.#leaving !== null && this.waiting === 0) this.#connection.end(this.#leaving);
  }

  closed(): void {
    if (this.#fullTimer !== null) clearTimeout(this.#fullTimer);
    this.#ledger().remove(this);
  }

  /** Closes the connection at once, with what waits. */
  drop(): void {
    this.#connection.drop();
  }

  letGo(): void {
    this.#onFull();
  }

  endIfFull(): void {
    this.#fullTimer = null;
    if (this.#leaving === null && this.isFull()) this.#onFull();
  }

  dropIfStuck(): void {
    this.#count();
    const { stopwatch, budgets } = this.#shared;
    if (this.waiting > 0 && stopwatch() - this.#progressAt >= budgets.noProgressMs) this.drop();
  }

  #count(): void {
    const before = this.waiting;
    const waiting = this.buffered();
    // So it is with almost every client, almost always.
    if (waiting === 0 && before === 0) return;
    if (before === 0 || waiting < before) this.#progressAt = this.#shared.stopwatch();
    this.#ledger().note(this, waiting);
  }

  #ledger(): Ledger<CountedSink> {
    return this.#leaving === null ? this.#shared.staying : this.#shared.leaving;
  }
}

const endIfFull = (sink: CountedSink): void => sink.endIfFull();

/** Of the budgets, for clients that are told to leave and have not taken yet what waited for them. */
const LEAVING_SHARE = 1 / 2;
/** How often clients that make no progress are looked for, as a part of the time they may make none. */
const CHECKS = 6;

export const makeOutflow = (deps: {
  /** In milliseconds, whatever happens to the clock. */
  readonly stopwatch: () => number;
  readonly budgets?: OutBudgets;
}): Outflow => {
  const budgets = deps.budgets ?? BUDGETS;
  const staying = makeLedger<CountedSink>(budgets.appOutBytes, budgets.processOutBytes, (sink) => sink.letGo());
  const leaving = makeLedger<CountedSink>(
    budgets.appOutBytes * LEAVING_SHARE,
    budgets.processOutBytes * LEAVING_SHARE,
    (sink) => sink.drop(),
  );
  const shared: Shared = { stopwatch: deps.stopwatch, budgets, staying, leaving };

  const checks = setInterval(() => {
    for (const sink of [...staying.all(), ...leaving.all()]) sink.dropIfStuck();
  }, budgets.noProgressMs / CHECKS).unref();

  return {
    open: (appId, connection, onFull) => new CountedSink(shared, appId, connection, onFull),
    waiting: () => staying.total() + leaving.total(),
    close: () => clearInterval(checks),
  };
};
