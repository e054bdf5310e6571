import { WebSocket } from 'ws';
import { checkSocketMessage } from './described.js';

// biome-ignore lint/suspicious/noExplicitAny: each test checks the fields that it needs
type Message = any;

/** A client's socket that records its messages. */
export interface Listener {
  readonly messages: readonly Message[];
  /** The first message of all that `wanted` accepts; waits for it if it has not come yet. */
  readonly first: (wanted: (message: Message) => boolean) => Promise<Message>;
  /** Waits until so many messages have come, for at most `patience` milliseconds. */
  readonly count: (n: number, patience?: number) => Promise<readonly Message[]>;
  /** Resolves with the close code once the socket is closed. */
  readonly closed: Promise<number>;
  readonly close: () => void;
  readonly send: (text: string) => void;
  readonly protocol: string;
  /** Stops reading what the server sends, and continues. */
  readonly pause: () => void;
  readonly resume: () => void;
}

/** The `seq` of a message, read from its beginning: cheaper than parsing it, for tests with many messages. */
export const placeOf = (text: Buffer): Message => ({
  seq: Number(/"seq":(\d+)/.exec(text.toString('latin1', 0, 160))?.[1]),
});

const PATIENCE_MS = 15_000;

/** The close code of a socket that the transport lost as it opened, once in some thousands (uNetworking/uWebSockets#1928). Clients reconnect. */
const LOST = 1006;
const MAX_TRIES = 3;

/** Connects and waits until the socket is open; rejects with the status if the server refuses the upgrade. */
export const listen = async (
  url: string,
  headers: Readonly<Record<string, string>> = {},
  protocols: readonly string[] = [],
  /** Reads a message; parses all of it by default. */
  read: (text: Buffer) => Message = (text) => JSON.parse(String(text)),
): Promise<Listener> => {
  for (let attempt = 1; ; attempt += 1) {
    const { listener, answered } = await connect(url, headers, protocols, read);
    if ((await Promise.race([answered, listener.closed])) !== LOST || attempt === MAX_TRIES) return listener;
  }
};

/** An open socket, and a promise that resolves once the server has answered a ping on it. */
const connect = (
  url: string,
  headers: Readonly<Record<string, string>>,
  protocols: readonly string[],
  read: (text: Buffer) => Message,
): Promise<{ readonly listener: Listener; readonly answered: Promise<unknown> }> => {
  const socket = new WebSocket(url.replace(/^http/, 'ws'), [...protocols], { headers });
  const messages: Message[] = [];
  /** Checks that run after each message; each returns whether what it waits for has come. */
  const waiting = new Set<() => boolean>();
  socket.on('message', (data) => {
    // Only the first messages, because checking is slow.
    if (messages.length < 200) checkSocketMessage(JSON.parse(String(data)));
    messages.push(read(data as Buffer));
    for (const look of waiting) if (look()) waiting.delete(look);
  });
  const closed = new Promise<number>((resolve) => socket.on('close', resolve));

  /** Waits until `find` finds something; fails once the socket is closed or the time is up. */
  const until = <A>(find: () => A | undefined, what: string, patience: number): Promise<A> =>
    new Promise((resolve, reject) => {
      const fail = (why: string): void => {
        clearTimeout(timer);
        if (!waiting.delete(look)) return;
        const last = JSON.stringify(messages.slice(-3));
        reject(new Error(`never got ${what}${why}; got ${messages.length}, the last ones ${last}`));
      };
      const timer = setTimeout(fail, patience, '');
      const look = (): boolean => {
        const found = find();
        if (found === undefined) return false;
        clearTimeout(timer);
        resolve(found);
        return true;
      };
      if (look()) return;
      waiting.add(look);
      closed.then((code) => fail(`: the socket was closed with ${code}`));
    });

  return new Promise((resolve, reject) => {
    socket.on('unexpected-response', (_request, response) => {
      reject(Object.assign(new Error(`refused with ${response.statusCode}`), { status: response.statusCode }));
    });
    socket.on('error', reject);
    socket.on('open', () => {
      const answered = new Promise((pong) => socket.once('pong', pong));
      socket.ping();
      const listener: Listener = {
        messages,
        first: (wanted) => until(() => messages.find(wanted), 'that message', PATIENCE_MS),
        count: (n, patience = PATIENCE_MS) =>
          until(() => (messages.length >= n ? messages : undefined), `${n} messages`, patience),
        closed,
        close: () => socket.close(),
        send: (text) => socket.send(text),
        protocol: socket.protocol,
        pause: () => socket.pause(),
        resume: () => socket.resume(),
      };
      resolve({ listener, answered });
    });
  });
};
