import { WebSocket } from 'ws';
import { checkSocketMessage } from './described.js';

// biome-ignore lint/suspicious/noExplicitAny: what a server tells is for the test to look into
type Message = any;

/** A client's socket that remembers what it was told. */
export interface Listener {
  readonly messages: readonly Message[];
  /** The first message, from the beginning, that `wanted` accepts; waits for it if it has not come. */
  readonly heard: (wanted: (message: Message) => boolean) => Promise<Message>;
  /** Waits until so many messages have come, for as many milliseconds as given. */
  readonly count: (n: number, patience?: number) => Promise<readonly Message[]>;
  /** Waits for the end, and gives its code. */
  readonly closed: Promise<number>;
  readonly close: () => void;
  readonly send: (text: string) => void;
  readonly protocol: string;
  /** Stops taking what the server sends, and takes it again. */
  readonly pause: () => void;
  readonly resume: () => void;
}

/** Of a message in a flood, the place it has in the stream: it stands near the front. */
export const placeOf = (text: Buffer): Message => ({
  seq: Number(/"seq":(\d+)/.exec(text.toString('latin1', 0, 160))?.[1]),
});

const PATIENCE_MS = 15_000;

/** Once in some thousands the transport loses a socket as it opens (uNetworking/uWebSockets#1928); whoever listens comes back. */
const LOST = 1006;
const MAX_TRIES = 3;

/** Connects and waits until the connection stands; rejects with the status if the server refuses the upgrade. */
export const listen = async (
  url: string,
  headers: Readonly<Record<string, string>> = {},
  protocols: readonly string[] = [],
  /** Reads a message; all of it, unless said otherwise. */
  read: (text: Buffer) => Message = (text) => JSON.parse(String(text)),
): Promise<Listener> => {
  for (let attempt = 1; ; attempt += 1) {
    const { listener, answered } = await connect(url, headers, protocols, read);
    if ((await Promise.race([answered, listener.closed])) !== LOST || attempt === MAX_TRIES) return listener;
  }
};

/** A socket that is open, and the first sign that it stays so. */
const connect = (
  url: string,
  headers: Readonly<Record<string, string>>,
  protocols: readonly string[],
  read: (text: Buffer) => Message,
): Promise<{ readonly listener: Listener; readonly answered: Promise<unknown> }> => {
  const socket = new WebSocket(url.replace(/^http/, 'ws'), [...protocols], { headers });
  const messages: Message[] = [];
  /** Each looks whether what it waits for has come, and says whether it is done. */
  const waiting = new Set<() => boolean>();
  socket.on('message', (data) => {
    // A sample of a flood, and every message of an ordinary conversation.
    if (messages.length < 200) checkSocketMessage(JSON.parse(String(data)));
    messages.push(read(data as Buffer));
    for (const look of waiting) if (look()) waiting.delete(look);
  });
  const closed = new Promise<number>((resolve) => socket.on('close', resolve));

  /** Fails once the socket is closed, for nothing comes after that, or once the time is up. */
  const until = <A>(find: () => A | undefined, what: string, patience: number): Promise<A> =>
    new Promise((resolve, reject) => {
      const fail = (why: string): void => {
        clearTimeout(timer);
        if (!waiting.delete(look)) return;
        const last = JSON.stringify(messages.slice(-3));
        reject(new Error(`never heard ${what}${why}; heard ${messages.length}, the last being ${last}`));
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
      closed.then((code) => fail(`, for the socket was closed with ${code}`));
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
        heard: (wanted) => until(() => messages.find(wanted), 'that message', PATIENCE_MS),
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
