/** How long the stream waits for what, in milliseconds. */
export interface StreamTiming {
  /** The first attempt to come back happens within this time, at random; each further one within twice the time before. */
  readonly firstRetryMs: number;
  /** The longest time within which an attempt to come back happens. */
  readonly maxRetryMs: number;
  /** A connection that has not opened after this time counts as failed. */
  readonly openMs: number;
  /** After so long without a sign of life the server is asked for one. */
  readonly quietMs: number;
  /** The server has so long to give a sign of life when it is asked for one. */
  readonly answerMs: number;
  /** A connection that has lived so long counts as good: the next attempt to come back is a first one. */
  readonly steadyMs: number;
  /** With a filter nothing says that all missed events have come. So long without one is taken to mean it. */
  readonly settleMs: number;
  /** On Server-Sent Events, a WebSocket is tried again after this time; each further one after twice the time before. */
  readonly socketAgainMs: number;
}

export const TIMING: StreamTiming = {
  firstRetryMs: 2_000,
  maxRetryMs: 30_000,
  openMs: 10_000,
  quietMs: 25_000,
  answerMs: 10_000,
  steadyMs: 5_000,
  settleMs: 1_000,
  socketAgainMs: 60_000,
};

/** The longest wait, in milliseconds: with a longer one a timer does not wait at all. */
export const MAX_WAIT_MS = 2 ** 31 - 1;

/** The longest that a stream stays with Server-Sent Events before it tries a WebSocket again, in milliseconds. */
const MAX_SOCKET_AGAIN_MS = 1_800_000;

/**
 * How long to wait before the next attempt, after `failures` in a row: at random between nothing and a bound that doubles (full jitter:
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/). So the clients of a server that was away do not all come
 * back at once.
 */
export const retryDelay = (timing: StreamTiming, failures: number, random: number): number =>
  random * Math.min(timing.maxRetryMs, timing.firstRetryMs * 2 ** failures);

/** How long to wait before a WebSocket is tried again, after `tries` that failed. */
export const socketAgainDelay = ({ socketAgainMs }: StreamTiming, tries: number): number =>
  Math.min(MAX_SOCKET_AGAIN_MS, socketAgainMs * 2 ** tries);
