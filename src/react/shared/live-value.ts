import { type CtiClient, CtiError, type CtiEvent } from '../../client/index.js';
import { makeListeners } from './listeners.js';
import type { Live, LiveSource, LiveState } from './live.js';
import type { SharedStream } from './shared-stream.js';
import { type LetGo, whileUsed } from './while-used.js';

/** The most events that are put aside during one read; with more, it is read once more. */
const MAX_ASIDE = 1_000;
/** Milliseconds between two reads that events ask for. */
const PAUSE_MS = 1_000;
/** Milliseconds before a read that failed is tried again; twice as long after each further failure, up to the second. */
const RETRY_MS = 5_000;
const MAX_RETRY_MS = 60_000;

type Timer = ReturnType<typeof setTimeout> | undefined;

/** Whether it may be otherwise next time: not if the server says what is wrong with the request. */
const passes = (error: unknown): boolean =>
  !(error instanceof CtiError) || error.status < 400 || error.status >= 500 || error.status === 429;

/** Milliseconds for which the server wants not to be asked, an hour at most. */
const putOffMs = (error: unknown): number =>
  error instanceof CtiError ? Math.min(3_600_000, (error.retryAfter ?? 0) * 1_000) : 0;

const theRead = <V>(_: V, read: V): V => read;

/**
 * A live value. No event is missed between the read and the stream: the read begins when the stream has its place, events that come
 * meanwhile are applied to what was read, and what was read before that is read again.
 */
export const makeLive = <V>(stream: SharedStream, source: LiveSource<V>): Live<V> => new LiveValue(stream, source);

/** A class, because all that happens to a value changes the same state. */
class LiveValue<V> implements Live<V> {
  readonly #stream: SharedStream;
  readonly #source: LiveSource<V>;
  readonly #listeners = makeListeners<void>();
  readonly #use = whileUsed(() => this.#start());
  #state: LiveState<V>;
  /** The read that is under way. */
  #reading: AbortController | null = null;
  /** The events that came since it began. */
  #aside: CtiEvent[] = [];
  /** Whether what was read last may lack something. */
  #isOutdated = false;
  #failures = 0;
  /** Whether the server has said when to ask again. */
  #isPutOff = false;
  #asking: Timer;
  #retrying: Timer;

  constructor(stream: SharedStream, source: LiveSource<V>) {
    this.#stream = stream;
    this.#source = source;
    this.#state = this.#initial();
  }

  readonly state = (): LiveState<V> => this.#state;

  readonly subscribe = (listener: () => void): LetGo => {
    const letGo = [this.#listeners.add(listener), this.#use()];
    return () => {
      for (const go of letGo) go();
    };
  };

  readonly change = (how: (value: V) => V): void => this.#show({ value: how(this.#state.value), error: null });

  readonly add = async <A>(read: (client: CtiClient) => Promise<A>, join: (value: V, read: A) => V): Promise<void> => {
    const came: CtiEvent[] = [];
    const stop = this.#stream.onEvent((event) => came.push(event));
    try {
      const answer = await read(this.#stream.client);
      const { value } = this.#state;
      const joined = join(value, answer);
      if (joined !== value) this.change(() => came.reduce(this.#source.apply, joined));
    } finally {
      stop();
    }
  };

  readonly fail = (error: unknown): void =>
    this.#show({ isLoading: false, error: error instanceof Error ? error : new Error(String(error)) });

  readonly reload = (): Promise<void> => this.#reload().catch(() => undefined);

  #initial(): LiveState<V> {
    return { value: this.#source.empty, isLoading: true, error: null };
  }

  #start(): LetGo {
    const letGo = [
      this.#stream.onEvent(this.#receive),
      this.#stream.onReset(() => this.#readAfresh()),
      this.#stream.onState(this.#look),
    ];
    this.#readAnew();
    return () => {
      for (const go of letGo) go();
      for (const timer of [this.#asking, this.#retrying]) clearTimeout(timer);
      this.#asking = undefined;
      this.#reading?.abort();
      this.#reading = null;
      this.#failures = 0;
      this.#state = this.#initial();
    };
  }

  #show(change: Partial<LiveState<V>>): void {
    this.#state = { ...this.#state, ...change };
    this.#listeners.tell();
  }

  /** Rejects if it cannot be read; a read that begins later takes its place. */
  async #read(join: LiveSource<V>['join']): Promise<void> {
    this.#reading?.abort();
    clearTimeout(this.#retrying);
    this.#isPutOff = false;
    const mine = new AbortController();
    this.#reading = mine;
    try {
      await this.#stream.begun();
      if (mine.signal.aborted) return;
      this.#aside = [];
      this.#isOutdated = !this.#stream.hasPlace();
      const read = await this.#source.read(this.#stream.client, mine.signal);
      if (!mine.signal.aborted) this.#succeed(join(this.#state.value, read));
    } catch (error) {
      if (mine.signal.aborted) return;
      this.#failRead(error);
      throw error;
    }
  }

  #succeed(read: V): void {
    this.#reading = null;
    this.#failures = 0;
    this.#show({ value: this.#aside.reduce(this.#source.apply, read), isLoading: false, error: null });
    this.#look();
  }

  #failRead(error: unknown): void {
    this.#reading = null;
    this.#isOutdated = true;
    const delay = Math.max(Math.min(MAX_RETRY_MS, RETRY_MS * 2 ** this.#failures), putOffMs(error));
    this.#failures += 1;
    if (passes(error)) {
      this.#isPutOff = putOffMs(error) > 0;
      this.#retrying = setTimeout(() => this.#readAnew(), delay);
    }
    this.fail(error);
  }

  #reload(): Promise<void> {
    this.#show({ isLoading: true });
    return this.#read(theRead);
  }

  /** After a reset. Rejects if it is to be tried again: what the server refuses does not keep the stream from going on. */
  async #readAfresh(): Promise<void> {
    await this.#reload().catch((error: unknown) => {
      if (passes(error)) throw error;
    });
  }

  /** What a read failed with is shown; nobody waits for it. */
  #readAnew(join: LiveSource<V>['join'] = theRead): void {
    this.#read(join).catch(() => undefined);
  }

  /** Reads again what was read too early, or could not be read, as soon as the stream has its place and the server wants to be asked. */
  readonly #look = (): void => {
    const isThere = this.#stream.hasPlace() && !['connecting', 'paused'].includes(this.#stream.state().status);
    if (this.#reading === null && isThere && this.#isOutdated && !this.#isPutOff) this.#readAnew();
  };

  #ask(): void {
    this.#asking ??= setTimeout(() => {
      this.#asking = undefined;
      if (this.#reading === null) this.#readAnew(this.#source.join);
      else this.#ask();
    }, PAUSE_MS);
  }

  readonly #receive = (event: CtiEvent): void => {
    if (this.#reading !== null) this.#aside.push(event);
    if (this.#aside.length > MAX_ASIDE) {
      this.#aside = [];
      this.#isOutdated = true;
    }
    const value = this.#source.apply(this.#state.value, event);
    if (value !== this.#state.value) this.#show({ value });
    if (this.#source.mustAsk(value, event)) this.#ask();
  };
}
