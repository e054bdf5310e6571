import type { AppEventType } from '../event/app-event.js';
import type { Timestamp } from '../timestamp.js';
import type { Attempt, DeadLetter, Endpoint } from './endpoint.js';

/** How a request to an endpoint went. */
export type Outcome =
  | { readonly _tag: 'Delivered'; readonly status: number; readonly milliseconds: number }
  | {
      readonly _tag: 'Failed';
      readonly status: number | null;
      readonly milliseconds: number;
      readonly problem: string;
      /** What the endpoint asked for, in milliseconds; null if nothing. */
      readonly retryAfterMs: number | null;
    };

/** How many attempts and dead letters of an endpoint are kept; older ones are forgotten. */
export const MAX_ATTEMPTS_KEPT = 20;
export const MAX_DEAD_LETTERS = 200;

/** An endpoint that has not succeeded for so long is given up until an administrator enables it again. */
export const GIVE_UP_AFTER_MS = 5 * 86_400_000;

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** How long to wait after each attempt at one event; after the last one the event is given up. */
export const PAUSES_MS = [
  5 * SECOND,
  30 * SECOND,
  2 * MINUTE,
  15 * MINUTE,
  HOUR,
  3 * HOUR,
  8 * HOUR,
  24 * HOUR,
] as const;
/** However long an endpoint asks to be left alone. */
const MAX_ASKED_PAUSE_MS = 24 * HOUR;

/** The endpoint after some events were pruned before they could be sent. */
export const pruned = (endpoint: Endpoint, upTo: number, now: Timestamp): Endpoint => ({
  ...withDeadLetter(endpoint, {
    seq: upTo,
    type: null,
    reason: `events ${endpoint.cursor + 1} to ${upTo} were pruned before they could be sent`,
    at: now,
  }),
  cursor: upTo,
});

/**
 * The endpoint after an attempt at the event after its cursor. `chance` from 0 to 1 spreads the attempts of those who failed together.
 * (Standard Webhooks, "Deliverability and reliability": any 2xx is a success, 410 disables the endpoint, pauses grow.)
 */
export const afterAttempt = (
  endpoint: Endpoint,
  event: { readonly seq: number; readonly type: AppEventType },
  outcome: Outcome,
  now: Timestamp,
  chance: number,
): Endpoint => {
  const tried = withAttempt(endpoint, event.seq, outcome, now);
  if (outcome._tag === 'Delivered') return { ...tried, cursor: event.seq, failing: null };
  const since = endpoint.failing?.since ?? now;
  const attempts = (endpoint.failing?.attempts ?? 0) + 1;
  if (outcome.status === 410) return { ...tried, state: 'gone', failing: null };
  if (now - since >= GIVE_UP_AFTER_MS) return { ...tried, state: 'given-up', failing: null };
  const pause = PAUSES_MS[attempts - 1];
  if (pause !== undefined) {
    const wait = Math.max(pause * (1 + chance / 4), Math.min(outcome.retryAfterMs ?? 0, MAX_ASKED_PAUSE_MS));
    return { ...tried, failing: { since, attempts, nextAt: now + Math.round(wait) } };
  }
  const letter = { seq: event.seq, type: event.type, reason: outcome.problem, at: now };
  // The next event is tried at once, and counted anew.
  return { ...withDeadLetter(tried, letter), cursor: event.seq, failing: { since, attempts: 0, nextAt: now } };
};

/** The endpoint with one more attempt among those that are kept. */
export const withAttempt = (endpoint: Endpoint, seq: number, outcome: Outcome, now: Timestamp): Endpoint => ({
  ...endpoint,
  attempts: [attemptOf(seq, outcome, now), ...endpoint.attempts].slice(0, MAX_ATTEMPTS_KEPT),
});

const attemptOf = (seq: number, outcome: Outcome, now: Timestamp): Attempt => ({
  seq,
  at: now,
  status: outcome.status,
  milliseconds: outcome.milliseconds,
  problem: outcome._tag === 'Failed' ? outcome.problem : null,
});

const withDeadLetter = (endpoint: Endpoint, letter: DeadLetter): Endpoint => ({
  ...endpoint,
  deadLetters: [letter, ...endpoint.deadLetters].slice(0, MAX_DEAD_LETTERS),
});
