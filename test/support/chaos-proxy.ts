import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A proxy that treats the event streams that pass through it as bad networks do. */
export interface ChaosProxy {
  readonly url: string;
  /** Streams that were dropped so far: cut, ended, or made silent. */
  readonly drops: () => number;
  /** Answers upgrades with 400, as a proxy that knows no WebSockets, or passes them on again. */
  readonly refuseUpgrades: (refuse: boolean) => void;
  /** Cuts all that is connected now. */
  readonly cutAll: () => void;
  readonly stop: () => Promise<void>;
}

interface ChaosOptions {
  /** From 0 to 1. */
  readonly random: () => number;
  /** So many streams are dropped; those after them are not. */
  readonly drops: number;
}

/** What will happen to one stream. */
interface Fate {
  /** How many bytes of the server's reach the client before the stream is dropped. */
  readonly bytes: number;
  readonly end: 'cut' | 'end' | 'silence';
  /** `buffer`: what comes is kept until there is more of it, or until a while has passed. Lost if the stream is dropped before. */
  readonly manner: 'pass' | 'delay' | 'buffer' | 'slice';
}

/** On average 200 streams of these get through two thirds of 5,000 events. */
const MAX_BYTES = 30_000;
/** So early that the answer to the upgrade or the first message is cut in two. */
const EARLY_BYTES = 500;
const MAX_DELAY_MS = 15;
const BUFFER_BYTES = 8_000;

const drawFate = (random: () => number): Fate => {
  const end = random();
  const manner = random();
  return {
    bytes: Math.floor(random() * (random() < 0.15 ? EARLY_BYTES : MAX_BYTES)),
    end: end < 0.08 ? 'silence' : end < 0.3 ? 'end' : 'cut',
    manner: manner < 0.25 ? 'pass' : manner < 0.5 ? 'delay' : manner < 0.75 ? 'buffer' : 'slice',
  };
};

const isUpgrade = (request: string): boolean => request.startsWith('GET /ws?');
const isStream = (request: string): boolean => isUpgrade(request) || request.startsWith('GET /api/events/stream?');
const REFUSAL = 'HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nconnection: close\r\n\r\n';

/** Starts a proxy in front of the server that `target` names. */
export const chaosProxy = async (target: string, { random, drops: maxDrops }: ChaosOptions): Promise<ChaosProxy> => {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let dropped = 0;
  let refusing = false;
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    }
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroySoon());
    let write = (bytes: Buffer): void => void client.write(bytes);
    let isSilent = false;
    const drop = ({ end }: Fate): void => {
      dropped += 1;
      isSilent = true;
      if (end === 'cut') client.resetAndDestroy();
      if (end === 'end') client.destroySoon();
    };
    upstream.on('data', (bytes) => {
      if (!isSilent) write(bytes);
    });
    client.on('data', (bytes) => {
      const request = bytes.toString('latin1', 0, 40);
      if (refusing && isUpgrade(request)) return client.end(REFUSAL);
      if (isStream(request) && dropped < maxDrops) {
        const fate = drawFate(random);
        write = inManner(
          fate.manner,
          random,
          dropAfter(fate.bytes, client, () => drop(fate)),
        );
      }
      if (!isSilent) upstream.write(bytes);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port: ownPort } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${ownPort}`,
    drops: () => dropped,
    refuseUpgrades: (refuse) => {
      refusing = refuse;
    },
    cutAll: () => {
      for (const socket of sockets) socket.destroy();
    },
    stop: async () => {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
};

type Write = (bytes: Buffer) => void;

/** Passes on so many bytes, and drops the connection at the next one. */
const dropAfter = (limit: number, client: Socket, drop: () => void): Write => {
  let left = limit;
  return (bytes) => {
    if (left < 0 || client.destroyed) return;
    client.write(bytes.subarray(0, left));
    left -= bytes.length;
    if (left < 0) drop();
  };
};

const inManner = (manner: Fate['manner'], random: () => number, write: Write): Write => {
  switch (manner) {
    case 'pass':
      return write;
    case 'delay':
      return delayed(random, write);
    case 'buffer':
      return buffered(random, write);
    case 'slice':
      return sliced(random, delayed(random, write));
    default:
      return manner satisfies never;
  }
};

/** One piece after the other, each some milliseconds later than it came. */
const delayed = (random: () => number, write: Write): Write => {
  let before: Promise<void> = Promise.resolve();
  return (bytes) => {
    const delay = new Promise<void>((resolve) => setTimeout(resolve, random() * MAX_DELAY_MS));
    before = Promise.all([before, delay]).then(() => write(bytes));
  };
};

/** Each piece in two, cut anywhere. */
const sliced =
  (random: () => number, write: Write): Write =>
  (bytes) => {
    const at = Math.floor(random() * bytes.length);
    write(bytes.subarray(0, at));
    write(bytes.subarray(at));
  };

const buffered = (random: () => number, write: Write): Write => {
  let waiting: Buffer[] = [];
  let timer: NodeJS.Timeout | undefined;
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    write(Buffer.concat(waiting));
    waiting = [];
  };
  return (bytes) => {
    waiting.push(bytes);
    if (waiting.reduce((sum, { length }) => sum + length, 0) > BUFFER_BYTES) flush();
    else timer ??= setTimeout(flush, random() * 4 * MAX_DELAY_MS);
  };
};
