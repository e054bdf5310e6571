import { counted } from './counted.js';
import { ended, ring } from './event.js';
import { exchange } from './exchange.js';
import { listen } from './listener.js';
import { type Target, webhook } from './requests.js';

/** How many of the stored calls are in progress: the first ones. */
export const IN_PROGRESS = 50;

const CONNECTIONS = 64;
/** Delivered and processed before it is looked at the clock. */
const PIECE = 500;

/** Delivers events, and waits until a message has been told of each. */
export const deliver = async (target: Target, bodies: readonly string[]): Promise<void> => {
  const told = counted(bodies.length);
  const requests = bodies.map((body) => webhook(target, body));
  const socket = await listen(target, { onMessage: told.seen });
  await exchange(target.port, CONNECTIONS, { count: requests.length, at: (n) => requests[n] ?? Buffer.alloc(0) });
  await told.all;
  socket.removeAllListeners('close').destroy();
};

/** Stores the calls from `from` up to `to` by webhooks, or as many as `seconds` are enough for; answers with how many are stored. */
export const fill = async (
  target: Target,
  from: number,
  to: number,
  seconds = Number.POSITIVE_INFINITY,
): Promise<number> => {
  const until = performance.now() + seconds * 1_000;
  let stored = from;
  while (stored < to && performance.now() < until) {
    const first = stored + 1;
    const size = Math.min(PIECE, to - stored);
    await deliver(
      target,
      Array.from({ length: size }, (_, k) => (first + k <= IN_PROGRESS ? ring(first + k) : ended(first + k))),
    );
    stored += size;
  }
  return stored;
};

/** Why there is no figure with more calls than a slow server could be given. */
export const tooFew = (stored: number, { fillSeconds }: { readonly fillSeconds: number }): string =>
  `only ${stored.toLocaleString('en')} calls could be stored in ${fillSeconds} s`;
