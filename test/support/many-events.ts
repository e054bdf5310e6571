import type { Running } from '../e2e/running.js';

/** The events that a client was told, and when. */
export interface Told {
  /** The client was told an event. */
  readonly note: (id: string) => void;
  readonly ids: readonly string[];
  /** Resolves once the client was told so many events; rejects if none comes for a minute. */
  readonly reach: (count: number) => Promise<void>;
}

/** Milliseconds. */
const PATIENCE = 60_000;

export const makeTold = (): Told => {
  const ids: string[] = [];
  let look = (): void => undefined;
  return {
    ids,
    note: (id) => {
      ids.push(id);
      look();
    },
    reach: (count) =>
      new Promise((resolve, reject) => {
        const fail = () => reject(new Error(`the client has only ${ids.length} of ${count} events`));
        let timer = setTimeout(fail, PATIENCE);
        look = () => {
          clearTimeout(timer);
          if (ids.length >= count) resolve();
          else timer = setTimeout(fail, PATIENCE);
        };
        look();
      }),
  };
};

/** Deliveries are at most so far ahead of the client: some of them find it connected, and some do not. */
const MAX_AHEAD = 300;
const MAX_AT_ONCE = 40;
/** How often a delivery waits until the client has everything, so that it is live when the delivery comes. */
const LIVE = 0.3;

/** Delivers so many events, some at a time, while a client is told of them; resolves once it was told of all. */
export const deliverMany = async (at: Running, count: number, told: Told, random: () => number): Promise<void> => {
  for (let delivered = 0; delivered < count; ) {
    await told.reach(random() < LIVE ? delivered : delivered - MAX_AHEAD);
    const size = Math.min(count - delivered, 1 + Math.floor(random() * MAX_AT_ONCE));
    const events = Array.from({ length: size }, (_, n) => ({
      event_type: 'call.ring',
      call: { id: delivered + n + 1, direction: 'inbound', from: '555-0123' },
    }));
    await at.deliver(events);
    delivered += size;
  }
  await told.reach(count);
};

/** The ids of all events in the log of an app, in their order. */
export const idsInLog = async (at: Running, key: string): Promise<readonly string[]> => {
  const ids: string[] = [];
  for (let more = true; more; ) {
    const { body } = await at.crm(key, `/api/events?after=${ids.length}`);
    ids.push(...body.data.map(({ event_id }: { event_id: string }) => event_id));
    more = body.has_more;
  }
  return ids;
};
