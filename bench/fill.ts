import { counted } from './counted.js';
import { ended, ring } from './event.js';
import { exchange } from './exchange.js';
import { listen } from './listener.js';
import { webhook } from './requests.js';
import type { Measured } from './row.js';

/** How many of the stored calls are in progress: the first ones. */
export const IN_PROGRESS = 50;

/** Stores the calls from `from` up to `to` by webhooks, and waits until all have been processed. */
export const fill = async (server: Measured, from: number, to: number): Promise<void> => {
  if (from >= to) return;
  const told = counted(to - from);
  const socket = await listen(server, { onMessage: told.seen });
  const at = (k: number): Buffer => {
    const n = from + k + 1;
    return webhook(server, n <= IN_PROGRESS ? ring(n) : ended(n));
  };
  await exchange(server.port, 64, { count: to - from, at });
  await told.all;
  socket.removeAllListeners('close').destroy();
};
