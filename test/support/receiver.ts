import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';

/** A request that a receiver got whole. */
export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Of its event; 0 where it has none. */
  readonly seq: number;
  /** Its place among all requests, from 0. */
  readonly n: number;
}

/**
 * What a receiver does with a request. `ok`, `fail`, `busy` (503 with a `retry-after` of 1 s), `gone` and `redirect` (to its own `/elsewhere`) answer. The
 * others misbehave: `hang` never answers; `reset` ends the connection unanswered, `stale` does so with one that was used before and answers on any other; `cut` says 200 and ends within the body; `short` and
 * `long` send more and less than their `content-length` says; `flood` says 200 and sends without an end; `drip` says 200 and sends a byte
 * now and then; `slow-head` sends its status line a byte at a time; `upgrade` changes to a protocol that nobody asked for; `garbage` is no HTTP.
 */
export type Manner =
  | 'ok'
  | 'fail'
  | 'busy'
  | 'gone'
  | 'redirect'
  | 'hang'
  | 'reset'
  | 'stale'
  | 'cut'
  | 'short'
  | 'long'
  | 'flood'
  | 'drip'
  | 'slow-head'
  | 'upgrade'
  | 'garbage';

/** A server of somebody else's, to which this one sends events. */
export interface Receiver {
  readonly url: string;
  readonly received: readonly Received[];
  /** Resolves once what was received fulfils a condition; rejects after a while. */
  readonly until: (holds: (received: readonly Received[]) => boolean, patienceMs?: number) => Promise<void>;
  /** How requests are answered from now on. */
  readonly be: (how: (request: Received) => Manner) => void;
  /** Requests that are under way now, and the most that there were at once. */
  readonly busy: () => { readonly now: number; readonly most: number };
  readonly stop: () => Promise<void>;
}

const PATIENCE_MS = 30_000;

export const startReceiver = async (how: (request: Received) => Manner = () => 'ok'): Promise<Receiver> => {
  const received: Received[] = [];
  const timers = new Set<NodeJS.Timeout>();
  const busy = { now: 0, most: 0 };
  let manner = how;
  let look = (): void => undefined;

  const server = createServer(async (request, response) => {
    busy.now += 1;
    busy.most = Math.max(busy.most, busy.now);
    response.on('close', () => {
      busy.now -= 1;
    });
    const body = await text(request).catch(() => null);
    if (body === null) return;
    const { url: path = '', headers } = request;
    const seq = Number(/"seq":(\d+)/.exec(body)?.[1] ?? 0);
    const arrived = { path, headers, body, seq, n: received.length };
    received.push(arrived);
    ANSWERS[manner(arrived)](response, (step, ms) => {
      const timer = setInterval(step, ms);
      timers.add(timer);
      response.on('close', () => clearInterval(timer));
    });
    look();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    until: (holds, patienceMs = PATIENCE_MS) =>
      new Promise((resolve, reject) => {
        const told = () => received.map(({ seq }) => seq).slice(-20);
        const fail = () => reject(new Error(`not so after ${received.length} requests, the last of ${told()}`));
        const timer = setTimeout(fail, patienceMs);
        look = () => {
          if (!holds(received)) return;
          clearTimeout(timer);
          resolve();
        };
        look();
      }),
    be: (next) => {
      manner = next;
    },
    busy: () => ({ ...busy }),
    stop: async () => {
      for (const timer of timers) clearInterval(timer);
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};

type Every = (step: () => void, ms: number) => void;

const ANSWERS: Readonly<Record<Manner, (response: ServerResponse, every: Every) => void>> = {
  ok: (response) => response.writeHead(200).end('{"ok":true}'),
  fail: (response) => response.writeHead(500).end('{"error":"it broke"}'),
  busy: (response) => response.writeHead(503, { 'retry-after': '1' }).end(),
  gone: (response) => response.writeHead(410).end(),
  redirect: (response) => response.writeHead(307, { location: '/elsewhere' }).end(),
  hang: () => undefined,
  reset: (response) => response.socket?.resetAndDestroy(),
  stale: (response, every) => {
    const { socket } = response;
    if (socket === null || used.has(socket)) return ANSWERS.reset(response, every);
    used.add(socket);
    ANSWERS.ok(response, every);
  },
  cut: (response) => {
    response.writeHead(200, { 'content-length': '1000' }).write('{"ok":', () => response.destroy());
  },
  short: (response) => raw(response, 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nmuch more than five'),
  long: (response) => {
    response.socket?.end('HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\nless');
  },
  flood: (response, every) => {
    response.writeHead(200);
    every(() => response.write(FLOOD), 1);
  },
  drip: (response, every) => {
    response.writeHead(200);
    every(() => response.write('.'), 20);
  },
  'slow-head': (response, every) => {
    const bytes = [...'HTTP/1.1 200 OK\r\nx-padding: '];
    every(() => response.socket?.write(bytes.shift() ?? '.'), 20);
  },
  upgrade: (response) =>
    raw(response, 'HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n'),
  garbage: (response) => raw(response, 'no http at all\r\n\r\n'),
};

/** Connections on which a `stale` receiver has answered. */
const used = new WeakSet<object>();

const FLOOD = Buffer.alloc(256 * 1024, '.');

const raw = (response: ServerResponse, bytes: string): void => {
  response.socket?.write(bytes);
};

/** The event that a request carries; throws unless it is signed under the secret as Standard Webhooks says. */
export const verified = (secret: string, { body, headers }: Received): Readonly<Record<string, unknown>> => {
  const event = new Webhook(secret).verify(body, {
    'webhook-id': String(headers['webhook-id']),
    'webhook-timestamp': String(headers['webhook-timestamp']),
    'webhook-signature': String(headers['webhook-signature']),
  });
  return event as Readonly<Record<string, unknown>>;
};

/** Each `seq` once, in the order in which it first came. */
export const firsts = (received: readonly Received[]): readonly number[] => [
  ...new Set(received.map(({ seq }) => seq).filter((seq) => seq > 0)),
];
