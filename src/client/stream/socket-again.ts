import type { Connection, ConnectionHandlers } from './connection.js';
import { type StreamTiming, socketAgainDelay } from './timing.js';

/** Tries a WebSocket while Server-Sent Events carry the stream: after a while, and ever more rarely while none opens. */
export interface SocketAgain {
  /** Tries it later. Does nothing if one is being tried, or will be. */
  readonly begin: () => void;
  /** Gives up what is under way. */
  readonly stop: () => void;
  /** A WebSocket carries the stream: no other is needed, and the next time begins with the shortest wait. */
  readonly opened: () => void;
}

export interface SocketAgainDeps {
  readonly timing: StreamTiming;
  readonly connect: (handlers: ConnectionHandlers) => Connection;
  /** A socket has said something: it carries the stream from now on. */
  readonly takeOver: (socket: Connection) => void;
  /** Told of all that comes from the socket that took over. */
  readonly handlers: ConnectionHandlers;
}

export const makeSocketAgain = ({ timing, connect, takeOver, handlers }: SocketAgainDeps): SocketAgain => {
  let tries = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** The one that is being tried. */
  let tried: Connection | null = null;

  const begin = (): void => {
    if (tried === null) timer ??= setTimeout(attempt, socketAgainDelay(timing, tries));
  };
  const attempt = (): void => {
    timer = undefined;
    tries += 1;
    const socket = connect({
      onMessage: (message) => {
        if (tried === socket) {
          tried = null;
          takeOver(socket);
        }
        handlers.onMessage(message);
      },
      onDown: (down) => {
        if (tried !== socket) return handlers.onDown(down);
        tried = null;
        begin();
      },
    });
    tried = socket;
  };
  const stop = (): void => {
    clearTimeout(timer);
    timer = undefined;
    tried?.close();
    tried = null;
  };
  return {
    begin,
    stop,
    opened: () => {
      stop();
      tries = 0;
    },
  };
};
