import * as E from 'fp-ts/lib/Either.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { TransportResponse } from '../transport/transport.js';
import { type Problem, problem } from './problem.js';

/** The body of one request. Little of it is received before somebody reads it: whoever may not send it is refused before. */
export interface RequestBody {
  /** The whole body, or why it is refused. */
  readonly read: TE.TaskEither<Problem, Uint8Array>;
  /** Bytes that the client may still be sending; infinite if it did not say how many there are. */
  readonly outstanding: () => number;
  /** Forgets what was received: the request is answered, or its client has gone. */
  readonly drop: () => void;
}

/** The bodies that the process holds. */
export interface RequestBodies {
  /** Begins in the turn in which the request arrives. `declared` is its `content-length`; null if it has none. */
  readonly receive: (response: BodySource, declared: number | null) => RequestBody;
  /** How many bytes they are. */
  readonly bytes: () => number;
}

/** Where a body comes from. */
export type BodySource = Pick<TransportResponse, 'onData' | 'pause' | 'resume' | 'close'>;

export interface BodyLimits {
  /** The largest body, in bytes. */
  readonly most: number;
  /** All bodies together, in bytes. Beyond it the largest one is refused, so that small ones still come through. */
  readonly mostTogether: number;
  /** How long a body may take to arrive, in milliseconds. */
  readonly withinMs: number;
}

/** Of a request without one. */
export const NO_BODY: RequestBody = {
  read: TE.right(new Uint8Array()),
  outstanding: () => 0,
  drop: () => undefined,
};

interface Pool extends BodyLimits {
  readonly bodies: Set<Body>;
  bytes: number;
}

interface Body {
  readonly source: BodySource;
  /** What was received, and room for more. One piece, because thousands of small ones would take far more memory than their bytes. */
  room: Uint8Array;
  received: number;
  /** In how many pieces it came so far. */
  pieces: number;
  isLastReceived: boolean;
  isRead: boolean;
  outcome: E.Either<Problem, Uint8Array> | null;
  /** Gives the outcome to who reads. */
  answer: (outcome: E.Either<Problem, Uint8Array>) => void;
  timer: NodeJS.Timeout | null;
}

export const makeRequestBodies = (limits: BodyLimits): RequestBodies => {
  const pool: Pool = { ...limits, bodies: new Set(), bytes: 0 };
  return {
    bytes: () => pool.bytes,
    receive: (source, declared) => {
      const body = newBody(source);
      pool.bodies.add(body);
      source.onData((chunk, isLast) => receive(pool, body, chunk, isLast));
      return {
        read: () => read(body),
        outstanding: () => (body.isLastReceived ? 0 : (declared ?? Number.POSITIVE_INFINITY) - body.received),
        drop: () => release(pool, body),
      };
    },
  };
};

/** Bytes that the pieces beyond the first ones have on average, or the connection is closed: each takes the time of a call. */
const LEAST_PIECE = 256;
const FREE_PIECES = 256;

const NO_ROOM = new Uint8Array();

const newBody = (source: BodySource): Body => ({
  ...{
    source,
    room: NO_ROOM,
    received: 0,
    pieces: 0,
    isLastReceived: false,
    isRead: false,
    outcome: null,
    timer: null,
  },
  answer: () => undefined,
});

const receive = (pool: Pool, body: Body, chunk: Uint8Array, isLast: boolean): void => {
  body.received += chunk.byteLength;
  body.pieces += 1;
  body.isLastReceived = isLast;
  if (!pool.bodies.has(body)) return;
  // Without an answer: the transport could still hand over each of the chunks that it has read.
  if (body.pieces > FREE_PIECES + body.received / LEAST_PIECE) body.source.close();
  else if (body.received > pool.most) refuse(pool, body, TOO_LARGE);
  else keep(pool, body, chunk);
  if (body.outcome !== null || !pool.bodies.has(body)) return;
  if (isLast) settle(body, E.right(body.room.subarray(0, body.received)));
  else waitForMore(pool, body);
};

const waitForMore = (pool: Pool, body: Body): void => {
  body.timer ??= setTimeout(() => refuse(pool, body, TOO_SLOW), pool.withinMs).unref();
  if (!body.isRead) body.source.pause();
};

/** Keeps a chunk. The largest bodies make room if there is none, which may be this one. */
const keep = (pool: Pool, body: Body, chunk: Uint8Array): void => {
  if (body.received > body.room.byteLength) enlarge(pool, body);
  // Copied, because the chunk is valid during this callback only.
  body.room.set(chunk, body.received - chunk.byteLength);
  while (pool.bytes > pool.mostTogether) {
    refuse(
      pool,
      [...pool.bodies].reduce((largest, one) => (one.room.byteLength > largest.room.byteLength ? one : largest), body),
      TOO_BUSY,
    );
  }
};

/** Makes room for what was received: twice as much as before, so that many small chunks are not copied again and again. */
const enlarge = (pool: Pool, body: Body): void => {
  const before = body.room;
  const doubled = body.isLastReceived ? 0 : 2 * before.byteLength;
  body.room = new Uint8Array(Math.max(body.received, Math.min(doubled, pool.most)));
  body.room.set(before);
  pool.bytes += body.room.byteLength - before.byteLength;
};

const read = async (body: Body): Promise<E.Either<Problem, Uint8Array>> => {
  body.isRead = true;
  if (body.outcome !== null) return body.outcome;
  if (body.received > 0) body.source.resume();
  return new Promise((resolve) => {
    body.answer = resolve;
  });
};

const settle = (body: Body, outcome: E.Either<Problem, Uint8Array>): void => {
  if (body.timer !== null) clearTimeout(body.timer);
  body.outcome = outcome;
  body.answer(outcome);
};

const refuse = (pool: Pool, body: Body, refusal: Problem): void => {
  release(pool, body);
  settle(body, E.left(refusal));
};

const release = (pool: Pool, body: Body): void => {
  if (!pool.bodies.delete(body)) return;
  if (body.timer !== null) clearTimeout(body.timer);
  pool.bytes -= body.room.byteLength;
  body.room = NO_ROOM;
};

export const TOO_LARGE = problem(413, 'Send at most 1 MiB.');
const TOO_SLOW = problem(408, 'The body did not arrive in time. Send the request again.');
const TOO_BUSY = problem(503, 'The server is receiving more than it can hold. Try again.', {
  headers: { 'retry-after': '1' },
});
