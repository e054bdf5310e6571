import type { CtiClient, CtiEvent, CtiEventType, CtiStream, StreamState } from '../../client/index.js';
import { makeListeners } from './listeners.js';
import { type LetGo, whileUsed } from './while-used.js';

/** Which part of the stream comes to this page. */
export interface StreamPart {
  readonly events?: readonly CtiEventType[] | undefined;
  readonly crmUser?: string | undefined;
  readonly pauseWhenHidden?: boolean | undefined;
}

/** One stream of events for all hooks of a page. */
export interface SharedStream {
  readonly client: CtiClient;
  /** Opens the stream for its first user; it is closed after its last has let go. */
  readonly use: () => LetGo;
  readonly state: () => StreamState;
  readonly onState: (listener: () => void) => LetGo;
  readonly onEvent: (listener: (event: CtiEvent) => void) => LetGo;
  /** Called when events were lost for good: the state is to be read afresh. The stream goes on when it has been. */
  readonly onReset: (readAfresh: () => Promise<void>) => LetGo;
  /** Resolves when the first attempt to open the stream has come to something, after two seconds at the latest. */
  readonly begun: () => Promise<void>;
  /** Whether every event from now on will come, also those that happen while the network is away. */
  readonly hasPlace: () => boolean;
}

const CONNECTING: StreamState = { status: 'connecting' };
/** Milliseconds. What is read before the stream has its place is read again when it has. */
const MAX_WAIT_MS = 2_000;

export const shareStream = (client: CtiClient, part: StreamPart): SharedStream => {
  const events = makeListeners<CtiEvent>();
  const states = makeListeners<void>();
  const readers = new Map<symbol, () => Promise<void>>();
  let waiting: (() => void)[] = [];
  let stream: CtiStream | null = null;
  let state = CONNECTING;
  let hasBegun = false;

  const begin = (): void => {
    hasBegun = true;
    for (const go of waiting) go();
    waiting = [];
  };
  const say = (next: StreamState): void => {
    state = next;
    begin();
    states.tell();
  };
  const readAfresh = async (): Promise<void> => {
    await Promise.all([...readers.values()].map((read) => read()));
  };
  const start = (): LetGo => {
    if (state !== CONNECTING) {
      state = CONNECTING;
      states.tell();
    }
    const opened = client.stream({ ...part, onEvent: events.tell, onState: say, onReset: readAfresh });
    const timer = setTimeout(begin, MAX_WAIT_MS);
    stream = opened;
    return () => {
      clearTimeout(timer);
      stream = null;
      opened.close();
      hasBegun = false;
    };
  };

  return {
    client,
    use: whileUsed(start),
    state: () => state,
    onState: states.add,
    onEvent: events.add,
    onReset: (read) => {
      const key = Symbol('reader');
      readers.set(key, read);
      return () => void readers.delete(key);
    },
    begun: () => (hasBegun ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
    hasPlace: () => stream?.seq !== undefined,
  };
};
