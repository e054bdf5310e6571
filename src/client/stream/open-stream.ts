import type { CtiEvent, StreamMessage, StreamNote } from '../event.js';
import type { Platform } from '../platform.js';
import { type Callbacks, makeCallbacks } from './callbacks.js';
import { makeViaChooser, type ViaChooser } from './choose-via.js';
import { type Connection, type ConnectionDeps, type ConnectionHandlers, connect, type Down } from './connection.js';
import { isRefusal, type Via } from './link.js';
import { makePosition, type Position } from './position.js';
import { makeReadAfresh, type ReadAfresh } from './read-afresh.js';
import { makeSocketAgain, type SocketAgain } from './socket-again.js';
import type { CtiStream, StreamOptions } from './stream-options.js';
import { isSameState, type StreamState, type StreamStatus } from './stream-state.js';
import { MAX_WAIT_MS, retryDelay, type StreamTiming, TIMING } from './timing.js';

export interface StreamDeps extends ConnectionDeps {
  readonly platform: Omit<Platform, 'fetch' | 'WebSocket'>;
}

type Timer = ReturnType<typeof setTimeout> | undefined;
type Reset = Extract<StreamNote, { event: 'stream.reset' }>;

/** Opens a stream of events. It comes back by itself until `close()`, or until the server refuses it. */
export const openStream = (deps: StreamDeps, options: StreamOptions): CtiStream => new EventStream(deps, options);

/** A class, because all that happens to a stream changes the same state. Who is told of a state or an event may close the stream. */
class EventStream implements CtiStream {
  readonly #deps: StreamDeps;
  readonly #options: StreamOptions;
  readonly #timing: StreamTiming;
  readonly #callbacks: Callbacks;
  readonly #position: Position;
  readonly #via: ViaChooser;
  readonly #socketAgain: SocketAgain;
  readonly #afresh: ReadAfresh;
  #state: StreamState = { status: 'connecting' };
  /** What the events come by; null while there is nothing. */
  #connection: Connection | null = null;
  /** Attempts in a row that came to nothing. */
  #failures = 0;
  /** Whether the last attempt was refused for its ticket, which may have been too old when it arrived. */
  #ticketRefused = false;
  /** When the server lets it come back, on the clock of `performance`; past if it did not say. */
  #notBefore = 0;
  #retry: Timer;
  #steady: Timer;
  #settle: Timer;

  constructor(deps: StreamDeps, options: StreamOptions) {
    this.#deps = deps;
    this.#options = options;
    this.#timing = { ...TIMING, ...options.timing };
    this.#callbacks = makeCallbacks(options, deps.platform);
    this.#position = makePosition(options);
    this.#via = makeViaChooser(deps.WebSocket !== null);
    this.#socketAgain = makeSocketAgain({
      timing: this.#timing,
      connect: (handlers) => this.#connect('WebSocket', handlers),
      takeOver: (socket) => this.#takeOver(socket),
      handlers: this.#handlersFor('WebSocket'),
    });
    this.#afresh = makeReadAfresh({ timing: this.#timing, read: this.#callbacks.reset, onDone: this.#look });
    deps.platform.document?.addEventListener('visibilitychange', this.#look);
    deps.platform.addEventListener?.('online', this.#online);
    // Later, so that the caller has what is returned when the first callback comes.
    this.#retry = setTimeout(this.#look, 0);
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
    } else if (this.#afresh.isUnderWay()) this.#sayResetting();
    else if (this.#connection !== null) this.#connection.check();
    else this.#comeBack();
  };

  #isHidden(): boolean {
    return this.#options.pauseWhenHidden === true && this.#deps.platform.document?.visibilityState === 'hidden';
  }

  /** Opens a connection, as soon as the server lets it. */
  #comeBack(): void {
    const wait = this.#notBefore - performance.now();
    clearTimeout(this.#retry);
    if (wait > 0) this.#retry = setTimeout(this.#open, wait);
    else this.#open();
    this.#sayConnecting();
  }

  readonly #open = (): void => {
    clearTimeout(this.#retry);
    const via = this.#via.next();
    this.#connection = this.#connect(via, this.#handlersFor(via));
    this.#sayConnecting();
  };

  #connect(via: Via, handlers: ConnectionHandlers): Connection {
    const query = queryOf(this.#position, this.#options);
    return connect(this.#deps, { via, query, timing: this.#timing }, handlers);
  }

  #handlersFor(via: Via): ConnectionHandlers {
    return {
      onMessage: (message) => this.#receive(message, via),
      onDown: (down) => this.#lost(down, via),
    };
  }

  #receive(message: StreamMessage, via: Via): void {
    if (message.event === 'stream.hello') this.#greeted(message, via);
    else if (message.event === 'stream.reset') this.#reset(message, via);
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
    if (via === 'WebSocket') this.#socketAgain.opened();
    else if (this.#deps.WebSocket !== null) this.#socketAgain.begin();
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
    const { events, crmUser } = this.#options;
    if (isBehind && (events !== undefined || crmUser !== undefined)) {
      this.#settle = setTimeout(() => this.#say('live', { via }), this.#timing.settleMs);
    }
    this.#say(isBehind ? 'catching up' : 'live', { via });
  }

  #lost(down: Down, via: Via): void {
    this.#disconnect();
    this.#via.failed(via, down);
    const isTicket = down.code === 4401 && down.hadTicket && !this.#ticketRefused;
    this.#ticketRefused = down.code === 4401;
    if (isRefusal(down) && !isTicket) {
      this.#end('refused', down.why);
      return;
    }
    // At random also after the time that the server asks for: it asks all clients for the same.
    const delay = retryDelay(this.#timing, this.#failures, Math.random());
    const wait = Math.min(MAX_WAIT_MS, down.retryAfterMs + delay);
    this.#failures += 1;
    if (down.retryAfterMs > 0) this.#notBefore = performance.now() + wait;
    this.#retry = setTimeout(this.#open, wait);
    this.#say('connecting', { why: down.why });
  }

  #takeOver(socket: Connection): void {
    this.#disconnect();
    this.#connection = socket;
  }

  #reset(reset: Reset, via: Via): void {
    this.#position.reset(reset);
    if (this.#options.onReset === undefined) {
      this.#tellProgress(via);
      return;
    }
    // Without a connection no event can come before the state is read.
    this.#drop();
    this.#sayResetting();
    const { stream, seq } = reset;
    if (!this.#isClosed()) this.#afresh.begin({ stream, seq });
  }

  /** Ends what is under way, but for the reading after a reset. */
  #drop(): void {
    this.#disconnect();
    this.#socketAgain.stop();
  }

  /** Ends the connection, or the wait for the next. A socket that is tried meanwhile goes on. */
  #disconnect(): void {
    for (const timer of [this.#retry, this.#steady, this.#settle]) clearTimeout(timer);
    this.#connection?.close();
    this.#connection = null;
  }

  #end(status: StreamStatus, why?: string): void {
    this.#drop();
    this.#afresh.stop();
    this.#deps.platform.document?.removeEventListener('visibilitychange', this.#look);
    this.#deps.platform.removeEventListener?.('online', this.#online);
    this.#say(status, why === undefined ? {} : { why });
  }

  #isClosed(): boolean {
    return this.#state.status === 'closed';
  }

  /** While it tries again it still says why. */
  #sayConnecting(): void {
    if (this.#state.status !== 'connecting') this.#say('connecting');
  }

  #sayResetting(): void {
    this.#say('catching up', { why: 'the state is read afresh' });
  }

  #say(status: StreamStatus, more: Omit<StreamState, 'status'> = {}): void {
    const state = { status, ...more };
    if (this.#isClosed() || isSameState(state, this.#state)) return;
    this.#state = state;
    this.#callbacks.state(state);
  }
}

/** Where the stream goes on, and what of it is wanted. */
const queryOf = ({ seq, stream }: Position, { events, crmUser }: StreamOptions): Readonly<Record<string, string>> => {
  const given = { since: seq(), stream: stream(), events: events?.join(), crm_user: crmUser };
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );
};
