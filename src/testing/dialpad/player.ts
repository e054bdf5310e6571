import { webhookBodies } from './sign.js';
import type { TimedEvent } from './timed-event.js';

/** The outcome of one event's delivery. */
export interface Delivery {
  readonly event: TimedEvent;
  /** How often it was sent, including the first time. */
  readonly attempts: number;
  /** The status of the last answer; null if there was none in time. */
  readonly status: number | null;
}

/** Posts a body: the part of `fetch` that the player uses. */
export type Post = (
  url: string,
  init: {
    readonly method: 'POST';
    readonly headers: Record<string, string>;
    readonly body: string;
    readonly signal: AbortSignal;
  },
) => Promise<Pick<Response, 'status' | 'arrayBuffer'>>;

export interface PlayerOptions {
  readonly hookUrl: string;
  /** The webhook's secret; null for a webhook without one. */
  readonly secret: string | null;
  /** How many times faster than real time; the pauses between attempts shrink likewise. */
  readonly speed: number;
  readonly post: Post;
  /** Waits so many milliseconds. */
  readonly sleep: (ms: number) => Promise<void>;
}

/** How long Dialpad waits for an answer, in milliseconds. */
const TIMEOUT_MS = 5_000;
/** How often a failed connection is tried again, without a pause. */
const MAX_RECONNECTS = 2;

const minutes = (n: number): number => n * 60_000;

/** Dialpad's pauses before each further attempt after a 5xx, in milliseconds (events.md §1). */
const PAUSES: Readonly<Record<TimedEvent['kind'], readonly number[]>> = {
  call: [2_000, 4_000, 8_000],
  sms: [30_000, ...[1, 2, 4, 8, 16, 32, 60, 60, 60].map(minutes)],
};

/**
 * Plays events to a webhook as Dialpad delivers them: each at its time, independent of the others, again after a 5xx or a failed
 * connection, never after another answer. Yields each delivery once its outcome is final.
 */
export async function* play(events: readonly TimedEvent[], options: PlayerOptions): AsyncGenerator<Delivery> {
  const begin = Math.min(...events.map(({ at }) => at));
  const bodyOf = webhookBodies(options.secret);
  const pending = new Map(
    events.map((event, index) => {
      const delivered = options.sleep((event.at - begin) / options.speed).then(() => deliver(event, bodyOf, options));
      return [index, delivered.then((delivery) => ({ index, delivery }))];
    }),
  );
  while (pending.size > 0) {
    const { index, delivery } = await Promise.race(pending.values());
    pending.delete(index);
    yield delivery;
  }
}

/** Delivers one event now, with further attempts as Dialpad makes them. */
export const deliver = async (
  event: TimedEvent,
  bodyOf: ReturnType<typeof webhookBodies>,
  options: PlayerOptions,
): Promise<Delivery> => {
  const { body, contentType } = bodyOf(event.payload);
  const pauses = PAUSES[event.kind];
  let refusals = 0;
  let disconnects = 0;
  for (;;) {
    const status = await send(body, contentType, options);
    const attempts = refusals + disconnects + 1;
    if (status === null) {
      if (disconnects === MAX_RECONNECTS) return { event, attempts, status };
      disconnects += 1;
      continue;
    }
    const pause = pauses[refusals];
    if (status < 500 || pause === undefined) return { event, attempts, status };
    refusals += 1;
    await options.sleep(pause / options.speed);
  }
};

/** The status of the answer; null if there was none. */
const send = async (body: string, contentType: string, { hookUrl, post }: PlayerOptions): Promise<number | null> => {
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const answer = await post(hookUrl, { method: 'POST', headers: { 'content-type': contentType }, body, signal });
    // The connection can be reused only once the answer is read.
    await answer.arrayBuffer();
    return answer.status;
  } catch {
    return null;
  }
};
