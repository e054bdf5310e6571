import * as E from 'fp-ts/lib/Either.js';
import type { EventLog, StreamPosition } from '../../../application/ports/event-log.js';
import type { AppId } from '../../../domain/ids.js';
import { type CloseCode, TOO_SLOW, TRY_AGAIN } from './close-codes.js';
import { concerns, type Interest, type Outgoing, type StreamItem, streamItem } from './stream-item.js';

/** The way out to a client. Nothing may be asked of it once it is closed. */
export interface Sink {
  readonly send: (message: Outgoing) => void;
  /** Bytes that wait for the client to take them. */
  readonly buffered: () => number;
  readonly end: (why: CloseCode) => void;
}

/** Where a client wants to begin. */
export interface Beginning {
  /** The last event it has; null to begin with the next one. */
  readonly since: number | null;
  /** The log it counted in, if it says. */
  readonly stream: string | null;
  /** Where the stream stood when the client was let in: whatever comes after that it is told, however long its beginning takes. */
  readonly position: StreamPosition;
  /** Whether it is told where the stream stands before anything else (subprotocol cti.v1). */
  readonly hello: boolean;
}

/** One client of an app's stream: it gets each event that concerns it, once and in order. */
export interface Connection {
  /** Brings the client up to date, and goes live. */
  readonly begin: () => Promise<void>;
  /** Hears of events as they are committed, in order; a gap before them is filled from the log. */
  readonly offer: (items: readonly StreamItem[]) => void;
  /** The client has taken what was buffered. */
  readonly drained: () => void;
  /** The socket is gone. */
  readonly gone: () => void;
}

/** Bytes that may wait for one client: some two thousand events. */
export const MAX_BUFFERED = 1024 * 1024;
/** Events read from the log at once. */
const PAGE = 100;

/**
 * The log is the truth and the bus only the news, so the step from history to live needs no buffer:
 *
 * (a) while the client is being brought up to date, an offer only moves `newest`, for what it brings is in the log;
 * (b) the log is read page by page after `sent`, and each event sent once the client has taken enough of those before;
 * (c) when `sent` has reached `newest`, which nothing can move in between, the client is live;
 * (d) an offer that does not follow on `sent` takes it back to (b).
 */
export const makeConnection = (deps: {
  readonly appId: AppId;
  readonly events: Pick<EventLog, 'read' | 'position'>;
  readonly sink: Sink;
  readonly interest: Interest;
  readonly beginning: Beginning;
  /** How many bytes may wait for a client. */
  readonly maxBuffered: number;
}): Connection => {
  const { appId, events, sink, interest, beginning, maxBuffered } = deps;
  let sent = 0;
  let newest = 0;
  let live = false;
  let open = true;
  let resume: () => void = () => undefined;

  const end = (why: CloseCode): void => {
    if (!open) return;
    gone();
    sink.end(why);
  };

  const gone = (): void => {
    open = false;
    resume();
  };

  const deliver = (item: StreamItem): void => {
    if (concerns(interest, item)) sink.send(item);
    sent = item.seq;
  };

  const tell = (event: 'stream.hello' | 'stream.reset', { stream, seq }: StreamPosition, more: object = {}): void =>
    sink.send({ seq: null, text: JSON.stringify({ event, stream, seq, ...more }) });

  /** The past is gone: the client is told to read the state afresh, and gets what comes after. */
  const reset = (position: StreamPosition): void => {
    tell('stream.reset', position);
    sent = position.seq;
  };

  const begin = async (): Promise<void> => {
    const { since, stream, position, hello } = beginning;
    if (hello) tell('stream.hello', position, { app_id: appId });
    const unknown = since !== null && (since > position.seq || (stream !== null && stream !== position.stream));
    if (unknown) reset(position);
    else sent = since ?? position.seq;

    // What was told before this connection could hear of it.
    const read = await events.position(appId)();
    if (!open) return;
    if (E.isLeft(read)) return end(TRY_AGAIN);
    newest = Math.max(newest, read.right.seq);
    await catchUp();
  };

  const catchUp = async (): Promise<void> => {
    live = false;
    while (open && sent < newest) {
      const page = await events.read(appId, sent, PAGE)();
      if (!open) return;
      if (E.isLeft(page)) return end(TRY_AGAIN);
      const [first] = page.right;
      if (first?.seq === sent + 1) {
        for (const event of page.right) {
          await room();
          if (!open) return;
          deliver(streamItem(event));
        }
        continue;
      }
      const position = await events.position(appId)();
      if (!open) return;
      if (E.isLeft(position)) return end(TRY_AGAIN);
      reset(position.right);
    }
    live = open;
  };

  /** Waits until the client has taken enough to be sent more. */
  const room = async (): Promise<void> => {
    while (open && sink.buffered() > maxBuffered / 2) {
      await new Promise<void>((resolve) => {
        resume = resolve;
      });
    }
  };

  const offer = (items: readonly StreamItem[]): void => {
    newest = Math.max(newest, items.at(-1)?.seq ?? 0);
    if (!live || !open) return;
    for (const item of items) {
      if (item.seq <= sent) continue;
      if (item.seq > sent + 1) {
        void safely(catchUp);
        return;
      }
      deliver(item);
      if (open && sink.buffered() > maxBuffered) end(TOO_SLOW);
      if (!open) return;
    }
  };

  /** An event that cannot be told is a bug of ours: it ends this connection, not the process. */
  const safely = async (work: () => Promise<void>): Promise<void> => work().catch(() => end(TRY_AGAIN));

  return { begin: () => safely(begin), offer, gone, drained: () => resume() };
};
