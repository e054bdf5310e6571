import { openConnection } from '../connection.js';
import { counted } from '../counted.js';
import { ring } from '../event.js';
import { deliver } from '../fill.js';
import { listen } from '../listener.js';
import { webhook } from '../requests.js';
import { type Figure, type Measured, mediansOf, type Row } from '../row.js';
import { quantile } from '../statistics.js';

const RATES = [100, 1_000, 5_000];
const CONNECTIONS = 128;
/** Delivered before the clock runs, if it takes no longer, in milliseconds. */
const WARMING = 8_000;
const WARMING_MS = 5_000;
const PIECE = 500;
/** A server that is this far behind, answers and messages together, cannot keep up with the rate; nothing more is sent. */
const BEHIND_MS = 1_000;

interface Sender {
  readonly send: (bytes: Buffer) => void;
  readonly end: () => void;
}

/** Sends on whichever connection is free; what finds none free waits, and its time counts. */
const openSender = async ({ port }: Measured): Promise<Sender> => {
  const queue: Buffer[] = [];
  const free: (() => void)[] = [];
  const sockets = await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      const socket = await openConnection(port, (status, body) => {
        if (status !== 200) throw new Error(`a webhook was answered ${status}: ${body}`);
        next();
      });
      const next = (): void => {
        const bytes = queue.shift();
        if (bytes === undefined) free.push(next);
        else socket.write(bytes);
      };
      next();
      return socket;
    }),
  );
  return {
    send: (bytes) => {
      queue.push(bytes);
      free.pop()?.();
    },
    end: () => {
      for (const socket of sockets) socket.destroy();
    },
  };
};

const idIn = (message: Buffer): number => Number(/"dialpad_call_id":(\d+)/.exec(message.toString('latin1'))?.[1]);

/** Milliseconds from when each webhook was due to its message on a socket; null if the server cannot keep up. */
const atRate = async (server: Measured, rate: number, seconds: number, first: number) => {
  const count = rate * seconds;
  const requests = Array.from({ length: count }, (_, n) => webhook(server, ring(first + n)));
  const begun = performance.now() + 50;
  const dueAt = (n: number): number => begun + (n * 1_000) / rate;
  const times: number[] = [];
  const told = counted(count);
  const socket = await listen(server, {
    onMessage: (message) => {
      times.push(performance.now() - dueAt(idIn(message) - first));
      told.seen();
    },
  });
  const sender = await openSender(server);
  const done = await new Promise<boolean>((resolve) => {
    let sent = 0;
    const timer = setInterval(() => {
      for (; sent < count && dueAt(sent) <= performance.now(); sent += 1)
        sender.send(requests[sent] ?? Buffer.alloc(0));
      const behind = sent - (count - told.left()) > (rate * BEHIND_MS) / 1_000;
      if (sent < count && !behind) return;
      clearInterval(timer);
      resolve(!behind);
    }, 1);
  });
  if (done) await told.all;
  else told.cancel();
  sender.end();
  socket.removeAllListeners('close').destroy();
  return done ? times : null;
};

const figuresOf = (rate: number, times: readonly number[] | null): readonly Figure[] =>
  [0.5, 0.99, 0.999].map((share) => {
    const name = `webhook to socket at ${rate.toLocaleString('en')}/s, p${share * 100}`;
    if (times === null) return { name, unit: 'ms', value: null, note: 'it cannot keep up with that rate' };
    return { name, unit: 'ms', value: quantile(times, share) };
  });

/** From a webhook to its message on a socket, while webhooks come at a steady rate. */
export const latency: Row = async (server, { runs, seconds: short }) => {
  const seconds = short * 2;
  // What is measured is a server that has run for a while.
  let first = 1;
  const until = performance.now() + WARMING_MS;
  while (first < WARMING && performance.now() < until) {
    const from = first;
    await deliver(
      server,
      Array.from({ length: PIECE }, (_, n) => ring(from + n)),
    );
    first += PIECE;
  }
  let keepsUp = true;
  const figures: Figure[] = [];
  for (const rate of RATES) {
    const takes: (readonly Figure[])[] = [];
    for (let n = 0; n < runs && keepsUp; n += 1) {
      const times = await atRate(server, rate, seconds, first);
      first += rate * seconds;
      takes.push(figuresOf(rate, times));
      // One that cannot keep up has no latency: it grows without end. It has none at a higher rate either.
      keepsUp = times !== null;
    }
    figures.push(...(keepsUp ? mediansOf(takes) : figuresOf(rate, null)));
  }
  return figures;
};
