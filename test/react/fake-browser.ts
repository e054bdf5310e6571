import type { Browser, Channel, Locks } from '../../src/react/pop/platform.js';

/** A browser whose tabs share channels, and locks if it has them. */
export interface FakeBrowser {
  /** A tab; `hasFocus` if the person works in it. */
  readonly tab: (hasFocus?: boolean) => Browser;
}

/** Messages arrive in a later turn, in order, and not at who sent them. */
export const fakeBrowser = (hasLocks: boolean): FakeBrowser => {
  const open = new Set<Channel & { readonly name: string }>();
  class FakeChannel implements Channel {
    onmessage: Channel['onmessage'] = null;
    readonly name: string;
    constructor(name: string) {
      this.name = name;
      open.add(this);
    }
    postMessage(data: unknown): void {
      if (!open.has(this)) throw new Error('the channel is closed');
      const others = [...open].filter((channel) => channel !== this && channel.name === this.name);
      setTimeout(() => {
        for (const channel of others) if (open.has(channel)) channel.onmessage?.({ data });
      }, 1);
    }
    close(): void {
      open.delete(this);
    }
  }
  const locks = fakeLocks();
  return {
    tab: (hasFocus = false) => ({
      BroadcastChannel: FakeChannel,
      document: { hasFocus: () => hasFocus },
      navigator: hasLocks ? { locks } : { locks: null },
    }),
  };
};

/** Locks as a browser has them: who asked first has it first. */
const fakeLocks = (): Locks => {
  const queues = new Map<string, Promise<unknown>>();
  return {
    request: (name, { signal }, whileHeld) => {
      const before = queues.get(name) ?? Promise.resolve();
      const turn = before.then(async () => {
        if (!signal.aborted) await whileHeld();
      });
      queues.set(
        name,
        turn.catch(() => undefined),
      );
      const aborted = new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
      return Promise.race([turn, aborted]);
    },
  };
};
