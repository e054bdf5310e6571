import { WebSocket } from 'ws';

// biome-ignore lint/suspicious/noExplicitAny: what a server tells is for the test to look into
type Message = any;

/** A client's socket that remembers what it was told. */
export interface Listener {
  readonly messages: readonly Message[];
  /** The first message, from the beginning, that `wanted` accepts; waits for it if it has not come. */
  readonly heard: (wanted: (message: Message) => boolean) => Promise<Message>;
  /** Waits until so many messages have come. */
  readonly count: (n: number) => Promise<readonly Message[]>;
  /** Waits for the end, and gives its code. */
  readonly closed: Promise<number>;
  readonly close: () => void;
}

const PATIENCE_MS = 5_000;

/** Connects and waits until the connection stands; rejects with the status if the server refuses the upgrade. */
export const listen = (url: string, headers: Readonly<Record<string, string>> = {}): Promise<Listener> => {
  const socket = new WebSocket(url.replace(/^http/, 'ws'), { headers });
  const messages: Message[] = [];
  let waiting: (() => void)[] = [];
  socket.on('message', (data) => {
    messages.push(JSON.parse(String(data)));
    const woken = waiting;
    waiting = [];
    for (const wake of woken) wake();
  });
  const closed = new Promise<number>((resolve) => socket.on('close', resolve));

  const until = async <A>(look: () => A | undefined, what: string): Promise<A> => {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const found = look();
      if (found !== undefined) return found;
      const left = deadline - Date.now();
      if (left <= 0) throw new Error(`never heard ${what}; heard ${JSON.stringify(messages)}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        waiting.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  };

  return new Promise((resolve, reject) => {
    socket.on('unexpected-response', (_request, response) => {
      reject(Object.assign(new Error(`refused with ${response.statusCode}`), { status: response.statusCode }));
    });
    socket.on('error', reject);
    socket.on('open', () =>
      resolve({
        messages,
        heard: (wanted) => until(() => messages.find(wanted), 'that message'),
        count: (n) => until(() => (messages.length >= n ? messages : undefined), `${n} messages`),
        closed,
        close: () => socket.close(),
      }),
    );
  });
};
