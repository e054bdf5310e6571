import type { CtiClient, CtiEvent } from '../../client/index.js';
import { makeListeners } from './listeners.js';
import type { SharedStream } from './shared-stream.js';
import { type LetGo, whileUsed } from './while-used.js';

/** A value that is read over REST and kept up to date by events. */
export interface LiveSource<V> {
  /** What is shown before anything was read. */
  readonly empty: V;
  readonly read: (client: CtiClient, signal: AbortSignal) => Promise<V>;
  /** The value after an event. Pure. */
  readonly apply: (value: V, event: CtiEvent) => V;
  /** Whether only the server knows what an event means for the value: it is read again. */
  readonly mustAsk: (value: V, event: CtiEvent) => boolean;
  /** What is shown, with what was read because of `mustAsk`. */
  readonly join: (shown: V, read: V) => V;
}

export interface LiveState<V> {
  readonly value: V;
  /** Whether it is being read for the first time, or afresh. */
  readonly isLoading: boolean;
  /** Why the last read failed. It is tried again when the stream is there again. */
  readonly error: Error | null;
}

export interface Live<V> {
  /** Reads the value, and keeps it up to date while anybody listens. */
  readonly subscribe: (listener: () => void) => LetGo;
  readonly state: () => LiveState<V>;
  readonly client: CtiClient;
  /** Shows another value, and no error. */
  readonly change: (how: (value: V) => V) => void;
  readonly fail: (error: unknown) => void;
  /** Reads it afresh. */
  readonly reload: () => Promise<void>;
}

/** The most events that are put aside during one read; with more, it is read once more. */
const MAX_ASIDE = 1_000;
/** Milliseconds between two reads that events ask for. */
const PAUSE_MS = 1_000;

/**
 * A live value. No event is missed between the read and the stream: the read begins when the stream has its place, events that come
 * meanwhile are applied to what was read, and what was read before that is read again.
 */
export const makeLive = <V>(stream: SharedStream, source: LiveSource<V>): Live<V> => {
  const initial: LiveState<V> = { value: source.empty, isLoading: true, error: null };
  const listeners = makeListeners<void>();
  let state = initial;
  let reading: AbortController | null = null;
  let aside: CtiEvent[] = [];
  let isOutdated = false;
  let asking: ReturnType<typeof setTimeout> | undefined;

  const show = (change: Partial<LiveState<V>>): void => {
    state = { ...state, ...change };
    listeners.tell();
  };
  const fail = (error: unknown): void =>
    show({ isLoading: false, error: error instanceof Error ? error : new Error(String(error)) });

  const read = async (join: LiveSource<V>['join']): Promise<void> => {
    reading?.abort();
    const mine = new AbortController();
    reading = mine;
    try {
      await stream.begun();
      if (mine.signal.aborted) return;
      aside = [];
      isOutdated = !stream.hasPlace();
      const value = await source.read(stream.client, mine.signal);
      if (mine.signal.aborted) return;
      reading = null;
      show({ value: aside.reduce(source.apply, join(state.value, value)), isLoading: false, error: null });
      again();
    } catch (error) {
      if (mine.signal.aborted) return;
      reading = null;
      isOutdated = true;
      fail(error);
      throw error;
    }
  };
  const reload = (): Promise<void> => {
    show({ isLoading: true });
    return read((_, value) => value);
  };
  /** What a read failed with is shown; nobody waits for it. */
  const unawaited = (done: Promise<void>): void => void done.catch(() => undefined);
  /** Reads again what was read too early, or not at all, as soon as the stream has its place. */
  const again = (): void => {
    const isThere = stream.hasPlace() && !['connecting', 'paused'].includes(stream.state().status);
    if (reading !== null || !isThere || !isOutdated) return;
    unawaited(read((_, value) => value));
  };
  const ask = (): void => {
    asking ??= setTimeout(() => {
      asking = undefined;
      if (reading === null) unawaited(read(source.join));
      else ask();
    }, PAUSE_MS);
  };
  const receive = (event: CtiEvent): void => {
    if (reading !== null) aside.push(event);
    if (aside.length > MAX_ASIDE) {
      aside = [];
      isOutdated = true;
    }
    const value = source.apply(state.value, event);
    if (value !== state.value) show({ value });
    if (source.mustAsk(value, event)) ask();
  };

  const start = (): LetGo => {
    const letGo = [stream.onEvent(receive), stream.onReset(reload), stream.onState(again)];
    unawaited(read((_, value) => value));
    return () => {
      for (const go of letGo) go();
      clearTimeout(asking);
      asking = undefined;
      reading?.abort();
      reading = null;
      state = initial;
    };
  };
  const use = whileUsed(start);

  return {
    subscribe: (listener) => {
      const letGo = [listeners.add(listener), use()];
      return () => {
        for (const go of letGo) go();
      };
    },
    state: () => state,
    client: stream.client,
    change: (how) => show({ value: how(state.value), error: null }),
    fail,
    reload: () => reload().catch(() => undefined),
  };
};
