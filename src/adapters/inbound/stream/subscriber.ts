import * as E from 'fp-ts/lib/Either.js';
import { BUDGETS } from '../../../application/budgets.js';
import type { StreamPosition } from '../../../application/ports/event-log.js';
import type { KeyAccess } from '../../../domain/app/key-access.js';
import { type CloseCode, TRY_AGAIN } from './close-codes.js';
import type { History } from './history.js';
import type { BoundedSink } from './sink.js';
import { type StartingPoint, seqToStartAfter } from './starting-point.js';
import { concerns, helloMessage, type Interest, resetMessage, type StreamItem } from './stream-item.js';

/** One client of an app's stream: it gets each event that concerns it, once and in order. */
export interface Subscriber {
  /** What the client's key gives access to. */
  readonly access: KeyAccess;
  /** Sends the missed events, then new ones as they are committed. */
  readonly begin: (start: Beginning) => Promise<void>;
  /** Takes events as they are committed, in order. A gap before them is filled from the log. */
  readonly offer: (items: readonly StreamItem[]) => void;
  /** The client has taken what was buffered. */
  readonly drained: () => void;
  /** The connection is closed; nothing more is sent. */
  readonly closed: () => void;
  /** Closes the connection. */
  readonly end: (why: CloseCode) => void;
}

export interface Beginning extends StartingPoint {
  /** Whether the client is sent the position of the stream first (subprotocol cti.v1). */
  readonly hello: boolean;
}

/** What all subscribers share. */
export interface SubscriberDeps {
  readonly history: Pick<History, 'take' | 'page' | 'position'>;
  /** Called with how many events were sent. */
  readonly noteSent: (count: number) => void;
}

/**
 * The log holds every event, and the bus only says that there are new ones. So the step from history to live needs no buffer:
 *
 * (a) while the client is brought up to date, an offer only moves `newest`: the offered events are in the log;
 * (b) the log is read after `sent`, in steps in which the apps take turns, and each event is sent once the client has taken enough of
 *     those before it. A client that waits to take more keeps only its place;
 * (c) when `sent` has reached `newest`, the client is live; nothing can move `newest` in between, because no step waits;
 * (d) an offer that does not follow directly on `sent`, or for which the client has no room, goes back to (b).
 *
 * A class, because there is one for each socket.
 */
export class StreamSubscriber implements Subscriber {
  readonly access: KeyAccess;
  readonly #deps: SubscriberDeps;
  readonly #sink: BoundedSink;
  readonly #interest: Interest;
  /** The `seq` of the last event that was sent or passed over. */
  #sent = 0;
  /** The `seq` of the newest known event. */
  #newest = 0;
  #isLive = false;
  #isOpen = true;
  /** Continues what waits for the client to take more. */
  #resume: (() => void) | null = null;

  constructor(deps: SubscriberDeps, access: KeyAccess, interest: Interest, sink: BoundedSink) {
    this.#deps = deps;
    this.access = access;
    this.#interest = interest;
    this.#sink = sink;
  }

  begin(start: Beginning): Promise<void> {
    return this.#endOnBug(this.#begin(start));
  }

  offer(items: readonly StreamItem[]): void {
    const last = items.at(-1)?.seq ?? 0;
    this.#newest = Math.max(this.#newest, last);
    if (!this.#isOpen || !this.#isLive || last <= this.#sent) return;
    let count = 0;
    this.#sink.together(() => {
      for (const item of items) {
        if (!this.#isLive || !this.#isOpen) return;
        const isNext = item.seq === this.#sent + 1;
        if (item.seq > this.#sent && (!isNext || this.#sink.isFull())) void this.#endOnBug(this.#catchUp());
        else if (isNext) count += this.#deliver(item);
      }
    });
    this.#deps.noteSent(count);
  }

  drained(): void {
    this.#resume?.();
  }

  closed(): void {
    this.#isOpen = false;
    this.#resume?.();
  }

  end(why: CloseCode): void {
    if (!this.#isOpen) return;
    this.closed();
    this.#sink.end(why);
  }

  async #begin({ hello, ...start }: Beginning): Promise<void> {
    const { appId } = this.access;
    if (hello) this.#sink.together(() => this.#sink.send(helloMessage(appId, start.position)));
    const after = seqToStartAfter(start);
    if (after === null) this.#reset(start.position);
    else this.#sent = after;

    // Events that were committed before this subscriber was offered any.
    const position = await this.#deps.history.position(appId)();
    if (!this.#isOpen) return;
    if (E.isLeft(position)) return this.end(TRY_AGAIN);
    this.#newest = Math.max(this.#newest, position.right.seq);
    await this.#catchUp();
  }

  async #catchUp(): Promise<void> {
    this.#isLive = false;
    while (this.#isOpen && this.#sent < this.#newest) {
      await this.#roomForMore();
      await this.#deps.history.take(this.access.appId, () => this.#nextStep());
    }
    this.#isLive = this.#isOpen;
  }

  async #nextStep(): Promise<void> {
    if (!this.#isOpen) return;
    const page = await this.#deps.history.page(this.access.appId, this.#sent)();
    if (!this.#isOpen) return;
    if (E.isLeft(page)) return this.end(TRY_AGAIN);
    if (page.right._tag === 'Gone') this.#reset(page.right.position);
    else this.#deliverWhileRoom(page.right.items);
  }

  #deliverWhileRoom(items: readonly StreamItem[]): void {
    let count = 0;
    this.#sink.together(() => {
      for (const item of items) {
        if (!this.#hasRoom()) return;
        count += this.#deliver(item);
      }
    });
    this.#deps.noteSent(count);
  }

  /** Whether the client has taken enough to be sent more of the history. */
  #hasRoom(): boolean {
    return this.#isOpen && this.#sink.buffered() <= BUDGETS.historyBytes;
  }

  async #roomForMore(): Promise<void> {
    while (this.#isOpen && !this.#hasRoom()) {
      await new Promise<void>((resolve) => {
        this.#resume = resolve;
      });
    }
    this.#resume = null;
  }

  /** How many messages it sends: one, or none where the client does not want the event. */
  #deliver(item: StreamItem): number {
    this.#sent = item.seq;
    if (!concerns(this.#interest, item)) return 0;
    this.#sink.send(item);
    return 1;
  }

  /** Events that the client asked for are gone: it has to read the state, and gets the events after this position. */
  #reset(position: StreamPosition): void {
    this.#sink.together(() => this.#sink.send(resetMessage(position)));
    this.#sent = position.seq;
  }

  /** An exception is a bug of ours, such as an event that has no JSON. It ends this connection, not the process. */
  #endOnBug(work: Promise<void>): Promise<void> {
    return work.catch(() => this.end(TRY_AGAIN));
  }
}
