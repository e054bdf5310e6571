import type { CtiEvent, StreamMessage, StreamNote } from '../event.js';
import type { Platform } from '../platform.js';
import { type Callbacks, makeCallbacks } from './callbacks.js';
import { makeViaChooser, type ViaChooser } from './choose-via.js';
import { type Connection, type ConnectionDeps, connect, type Down } from './connection.js';
import { isRefusal, type Via } from './link.js';
import { makePosition, type Position } from './position.js';
import type { CtiStream, StreamOptions } from './stream-options.js';
import { isSameState, type StreamState, type StreamStatus } from './stream-state.js';
import { retryDelay, type StreamTiming, socketAgainDelay, TIMING } from './timing.js';

export interface StreamDeps extends ConnectionDeps {
  readonly platform: Omit<Platform, 'fetch' | 'WebSocket'>;
}

type Timer = ReturnType<typeof setTimeout> | undefined;
type Reset = Extract<StreamNote, { event: 'stream.reset' }>;

const MAX_RESET_TRIES = 5;

/** Opens a stream of events. It comes back by itself until `close()`, or until the server refuses it. */
export const openStream = (deps: StreamDeps, options: StreamOptions): CtiStream => new EventStream(deps, options);

/** A class, because all that happens to a stream changes the same state. */
class EventStream implements CtiStream {
  readonly #deps: StreamDeps;
  readonly #options: StreamOptions;
  readonly #timing: StreamTiming;
  readonly #callbacks: Callbacks;
  readonly #position: Position;
  readonly #via: ViaChooser;
  #state: StreamState = { status: 'connecting' };
  /** What the events come by; null while there is nothing. */
  #connection: Connection | null = null;
  /** A WebSocket that is to take over from Server-Sent Events. */
  #successor: Connection | null = null;
  /** Attempts in a row that came to nothing. */
  #failures = 0;
  #socketTries = 0;
  /** Whether the last attempt was refused for its ticket, which may have been too old when it arrived. */
  #ticketRefused = false;
  #isResetting = false;
  #retry: Timer;
  #steady: Timer;
  #settle: Timer;
  #socketAgain: Timer;

  constructor(deps: StreamDeps, options: StreamOptions) {
    this.#deps = deps;
    this.#options = options;
    this.#timing = { ...TIMING, ...options.timing };
    this.#callbacks = makeCallbacks(options, deps.platform);
    this.#position = makePosition(options);
    this.#via = makeViaChooser(deps.WebSocket !== null);
    deps.platform.document?.addEventListener('visibilitychange', this.#look);
    deps.platform.addEventListener?.('online', this.#online);
    // Later, so that the caller has what is returned when the first callback comes.
    if (this.#isHidden()) this.#say('paused');
    else this.#retry = setTimeout(this.#open, 0);
  }

  get state(): StreamState {
    return this.#state;
  }

  get seq(): number | undefined {
    return this.#position.seq();
  }

  get stream(): string | undefined {
    return this.#position.stream();
  }

  readonly close = (): void => this.#end('closed');

  /** What was being opened without a network may hang for long. */
  readonly #online = (): void => {
    if (this.#connection?.isOpen() === false) this.#drop();
    this.#look();
  };

  /** The tab was hidden or shown, or the network is back. */
  readonly #look = (): void => {
    if (this.#isHidden()) {
      this.#drop();
      this.#say('paused');
    } else if (this.#connection !== null) this.#connection.check();
    else if (!this.#isResetting) this.#open();
  };

  #isHidden(): boolean {
    return this.#options.pauseWhenHidden === true && this.#deps.platform.document?.visibilityState === 'hidden';
  }

  readonly #open = (): void => {
    clearTimeout(this.#retry);
    // While it tries again it still says why.
    if (this.#state.status !== 'connecting') this.#say('connecting');
    const via = this.#via.next();
    const connection = this.#connect(via, {
      onMessage: (message) => this.#receive(message, via),
      onDown: (down) => this.#lost(down, via),
    });
    this.#connection = connection;
  };

  #connect(via: Via, handlers: Parameters<typeof connect>[2]): Connection {
    return connect(this.#deps, { via, query: this.#query(), timing: this.#timing }, handlers);
  }

  #query(): Readonly<Record<string, string>> {
    const { events, crmUser } = this.#options;
    const given = {
      since: this.seq,
      stream: this.stream,
      events: events?.join(),
      crm_user: crmUser,
    };
    return Object.fromEntries(
      Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
    );
  }

  #receive(message: StreamMessage, via: Via): void {
    if (message.event === 'stream.hello') this.#greeted(message, via);
    else if (message.event === 'stream.reset') this.#reset(message);
    // Another note, of a newer server perhaps, is no event and has no place in the log.
    else if ('seq' in message) this.#event(message, via);
  }

  #greeted(hello: Extract<StreamNote, { event: 'stream.hello' }>, via: Via): void {
    this.#position.hello(hello);
    this.#via.opened(via);
    this.#ticketRefused = false;
    clearTimeout(this.#steady);
    this.#steady = setTimeout(() => {
      this.#failures = 0;
    }, this.#timing.steadyMs);
    if (via === 'WebSocket') this.#socketTries = 0;
    else if (this.#deps.WebSocket !== null) this.#trySocketAgain();
    this.#tellProgress(via);
  }

  #event(event: CtiEvent, via: Via): void {
    if (!this.#position.take(event)) return;
    this.#failures = 0;
    this.#callbacks.event(event);
    if (this.#state.status === 'catching up') this.#tellProgress(via);
  }

  /** Says whether the stream is live. */
  #tellProgress(via: Via): void {
    if (this.#connection === null) return;
    clearTimeout(this.#settle);
    const isBehind = this.#position.isBehind();
    this.#say(isBehind ? 'catching up' : 'live', { via });
    const { events, crmUser } = this.#options;
    if (!isBehind || (events === undefined && crmUser === undefined)) return;
    this.#settle = setTimeout(() => this.#say('live', { via }), this.#timing.settleMs);
  }

  #lost(down: Down, via: Via): void {
    this.#drop();
    this.#via.failed(via, down);
    const isTicket = down.code === 4401 && down.hadTicket && !this.#ticketRefused;
    this.#ticketRefused = down.code === 4401;
    if (isRefusal(down) && !isTicket) {
      this.#end('refused', down.why);
      return;
    }
    const delay = retryDelay(this.#timing, this.#failures, Math.random());
    this.#failures += 1;
    this.#retry = setTimeout(this.#open, Math.max(down.retryAfterMs, delay));
    this.#say('connecting', { why: down.why });
  }

  /** Server-Sent Events go on until a socket has said hello. */
  #trySocketAgain(): void {
    clearTimeout(this.#socketAgain);
    this.#socketAgain = setTimeout(
      () => {
        this.#socketTries += 1;
        const successor = this.#connect('WebSocket', {
          onMessage: (message) => {
            if (this.#successor === successor) this.#succeed(successor);
            this.#receive(message, 'WebSocket');
          },
          onDown: (down) => {
            if (this.#connection === successor) return this.#lost(down, 'WebSocket');
            this.#successor = null;
            this.#trySocketAgain();
          },
        });
        this.#successor = successor;
      },
      socketAgainDelay(this.#timing, this.#socketTries),
    );
  }

  #succeed(successor: Connection): void {
    clearTimeout(this.#retry);
    this.#connection?.close();
    this.#connection = successor;
    this.#successor = null;
  }

  #reset(reset: Reset): void {
    this.#position.reset(reset);
    if (this.#options.onReset === undefined) return;
    // Without a connection no event can come before the state is read.
    this.#drop();
    this.#isResetting = true;
    this.#say('catching up', { why: 'the state is read afresh' });
    void this.#readAfresh(reset, 0);
  }

  async #readAfresh({ stream, seq }: Reset, failures: number): Promise<void> {
    const isRead = await this.#callbacks.reset({ stream, seq });
    if (this.#state.status === 'closed') return;
    if (!isRead && failures + 1 < MAX_RESET_TRIES) {
      const again = () => void this.#readAfresh({ event: 'stream.reset', stream, seq }, failures + 1);
      this.#retry = setTimeout(again, retryDelay(this.#timing, failures, Math.random()));
      return;
    }
    this.#isResetting = false;
    this.#look();
  }

  /** Ends what is under way. */
  #drop(): void {
    for (const timer of [this.#retry, this.#steady, this.#settle, this.#socketAgain]) clearTimeout(timer);
    this.#connection?.close();
    this.#successor?.close();
    this.#connection = null;
    this.#successor = null;
  }

  #end(status: StreamStatus, why?: string): void {
    this.#drop();
    this.#deps.platform.document?.removeEventListener('visibilitychange', this.#look);
    this.#deps.platform.removeEventListener?.('online', this.#online);
    this.#say(status, why === undefined ? {} : { why });
  }

  #say(status: StreamStatus, more: Omit<StreamState, 'status'> = {}): void {
    const state = { status, ...more };
    if (isSameState(state, this.#state)) return;
    this.#state = state;
    this.#callbacks.state(state);
  }
}
