import { readMessage, type StreamMessage } from '../event.js';
import type { FetchLike, SocketConstructor } from '../platform.js';
import { endOf, type Link, type LinkEnd, type LinkHandlers, LOST, type Via } from './link.js';
import { openSocketLink } from './socket-link.js';
import { openSseLink } from './sse-link.js';
import { askForTicket, endWithoutTicket, type GetTicket } from './ticket.js';
import type { StreamTiming } from './timing.js';

export interface ConnectionDeps {
  readonly url: string;
  readonly getTicket: GetTicket;
  readonly fetch: FetchLike;
  readonly WebSocket: SocketConstructor | null;
}

export interface ConnectionOptions {
  readonly via: Via;
  readonly query: Readonly<Record<string, string>>;
  readonly timing: StreamTiming;
}

/** Why a connection is no more. */
export interface Down extends LinkEnd {
  /** Whether the stream was open: whether the server has said hello. */
  readonly wasOpen: boolean;
  /** Whether there was a ticket, so that it was the link that failed. */
  readonly hadTicket: boolean;
}

export interface ConnectionHandlers {
  readonly onMessage: (message: StreamMessage) => void;
  readonly onDown: (down: Down) => void;
}

/** One attempt to follow the stream, from the ticket to the end of its link. */
export interface Connection {
  /** Whether the server has said hello. */
  readonly isOpen: () => boolean;
  /** Asks for a sign of life; without one the connection is given up. */
  readonly check: () => void;
  /** Ends it; no handler is called any more. */
  readonly close: () => void;
}

/** Gets a ticket, opens a link with it, and watches over it. */
export const connect = (deps: ConnectionDeps, options: ConnectionOptions, handlers: ConnectionHandlers): Connection => {
  const { timing, via } = options;
  let link: Link | null = null;
  let hadTicket = false;
  let wasOpen = false;
  let isOver = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const close = (): void => {
    isOver = true;
    clearTimeout(timer);
    link?.close();
  };
  const down = (end: LinkEnd): void => {
    if (isOver) return;
    close();
    handlers.onDown({ ...end, wasOpen, hadTicket });
  };
  const within = (ms: number, otherwise: () => void): void => {
    clearTimeout(timer);
    timer = setTimeout(otherwise, ms);
  };
  const check = (): void => {
    if (!wasOpen || isOver) return;
    const half = timing.answerMs / 2;
    within(half, () => {
      // Once more: the server answers at most once a second, and something else may have been asked just before.
      link?.probe();
      within(half, () => down(endOf(LOST, 'the connection was silent')));
    });
    link?.probe();
  };
  const linkHandlers: LinkHandlers = {
    onAlive: () => {
      if (wasOpen && !isOver) within(timing.quietMs, check);
    },
    onText: (text) => {
      const message = readMessage(text);
      if (isOver || message === null) return;
      if (message.event === 'stream.hello') {
        wasOpen = true;
        within(timing.quietMs, check);
      }
      handlers.onMessage(message);
    },
    onEnd: down,
  };
  const begin = async (): Promise<void> => {
    const ticket = await askForTicket(deps.getTicket).catch((error: unknown) => down(endWithoutTicket(error)));
    if (isOver || ticket === undefined) return;
    hadTicket = true;
    try {
      link = openLink(deps, via, { ...options.query, ticket }, linkHandlers);
    } catch {
      down(endOf(4400, 'the address of the server is not valid, or this page may not connect to it'));
    }
  };
  within(timing.openMs, () => down(endOf(LOST, 'the connection did not open in time')));
  void begin();
  return { isOpen: () => wasOpen, check, close };
};

const openLink = (
  { url, fetch, WebSocket }: ConnectionDeps,
  via: Via,
  query: Readonly<Record<string, string>>,
  handlers: LinkHandlers,
): Link => {
  if (via === 'WebSocket' && WebSocket !== null) {
    return openSocketLink(WebSocket, `${url}/ws?${new URLSearchParams(query)}`, handlers);
  }
  const asStream = new URLSearchParams({ ...query, protocol: 'cti.v1' });
  return openSseLink(fetch, `${url}/api/events/stream?${asStream}`, handlers);
};
