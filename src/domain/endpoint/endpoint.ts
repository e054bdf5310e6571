import type { AppEventType } from '../event/app-event.js';
import type { EndpointId } from '../ids.js';
import type { Lease } from '../lease.js';
import type { Timestamp } from '../timestamp.js';

/** An address of another system to which an app's events are sent, signed and in order. */
export interface Endpoint {
  readonly id: EndpointId;
  readonly url: string;
  readonly description: string | null;
  /** The events that it is sent; null for all. */
  readonly events: readonly AppEventType[] | null;
  /** Newest first; the older ones sign as well until they end. */
  readonly secrets: readonly EndpointSecret[];
  readonly state: EndpointState;
  /** The `seq` of the last event that was delivered, passed over or given up. */
  readonly cursor: number;
  /** Null while the last attempt succeeded. */
  readonly failing: Failing | null;
  /** The last ones, newest first. */
  readonly attempts: readonly Attempt[];
  /** Events that were given up, newest first. */
  readonly deadLetters: readonly DeadLetter[];
  /** Held by the process that sends to it. */
  readonly lease: Lease | null;
  readonly createdAt: Timestamp;
  readonly updatedAt: Timestamp;
  /** Grows with each change that an administrator makes. */
  readonly version: number;
}

/** `disabled` by an administrator, `gone` because it answered 410, `given-up` because it failed for too long. */
export type EndpointState = 'enabled' | 'disabled' | 'gone' | 'given-up';

export interface EndpointSecret {
  readonly sealed: string;
  /** Null for the current one. */
  readonly validUntil: Timestamp | null;
}

/** The attempts at the event after the cursor. */
export interface Failing {
  /** When the endpoint began to fail; it has not succeeded since. */
  readonly since: Timestamp;
  /** At this event. */
  readonly attempts: number;
  /** Not to be tried again before. */
  readonly nextAt: Timestamp;
}

/** One request to the endpoint. */
export interface Attempt {
  readonly seq: number;
  readonly at: Timestamp;
  /** Null if there was no answer. */
  readonly status: number | null;
  readonly milliseconds: number;
  /** What went wrong; null if nothing did. */
  readonly problem: string | null;
}

/** An event that was given up. It can be sent again as long as the event log has it. */
export interface DeadLetter {
  readonly seq: number;
  readonly type: AppEventType | null;
  readonly reason: string;
  readonly at: Timestamp;
}

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

/** Whether an endpoint is sent events of this type. */
export const wants = ({ events }: Pick<Endpoint, 'events'>, type: AppEventType): boolean =>
  events === null || events.includes(type);

/** The secrets that sign at a moment, newest first. */
export const signingSecrets = ({ secrets }: Endpoint, now: Timestamp): readonly EndpointSecret[] =>
  secrets.filter(({ validUntil }) => validUntil === null || validUntil > now);

/** Whether an event may be sent now. */
export const isDue = ({ state, failing }: Endpoint, now: Timestamp): boolean =>
  state === 'enabled' && (failing === null || failing.nextAt <= now);

/** The endpoint once it need not be sent an event: another type, or none that is stored. */
export const passedOver = (endpoint: Endpoint, seq: number): Endpoint => ({ ...endpoint, cursor: seq });

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
  const attempt = attemptOf(event.seq, outcome, now);
  const tried = { ...endpoint, attempts: [attempt, ...endpoint.attempts].slice(0, MAX_ATTEMPTS_KEPT) };
  if (outcome._tag === 'Delivered') return { ...tried, cursor: event.seq, failing: null };
  const since = endpoint.failing?.since ?? now;
  const attempts = (endpoint.failing?.attempts ?? 0) + 1;
  if (outcome.status === 410) return { ...tried, state: 'gone', failing: null };
  if (now - since >= GIVE_UP_AFTER_MS) return { ...tried, state: 'given-up', failing: null };
  const pause = PAUSES_MS[attempts - 1];
  if (pause !== undefined) {
    const wait = Math.max(pause * (1 + chance / 4), Math.min(outcome.retryAfterMs ?? 0, LONGEST_PAUSE_MS));
    return { ...tried, failing: { since, attempts, nextAt: now + Math.round(wait) } };
  }
  const letter = { seq: event.seq, type: event.type, reason: outcome.problem, at: now };
  // The next event is tried at once, and counted anew.
  return { ...withDeadLetter(tried, letter), cursor: event.seq, failing: { since, attempts: 0, nextAt: now } };
};

const LONGEST_PAUSE_MS = 24 * HOUR;

export const attemptOf = (seq: number, outcome: Outcome, now: Timestamp): Attempt => ({
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

/** The endpoint with a new secret; the one before it signs as well until `graceUntil`. */
export const withNewSecret = (
  endpoint: Endpoint,
  sealed: string,
  graceUntil: Timestamp | null,
  now: Timestamp,
): Endpoint => {
  const [current] = endpoint.secrets;
  const before = current === undefined || graceUntil === null ? [] : [{ ...current, validUntil: graceUntil }];
  return { ...endpoint, secrets: [{ sealed, validUntil: null }, ...before], ...changedAt(endpoint, now) };
};

/** What an administrator may change. */
export interface EndpointChange {
  readonly url?: string | undefined;
  readonly description?: string | null | undefined;
  readonly events?: readonly AppEventType[] | null | undefined;
  readonly isEnabled?: boolean | undefined;
}

/** The endpoint as an administrator wants it. One that is enabled again is tried at once. */
export const changedEndpoint = (
  endpoint: Endpoint,
  { url, description, events, isEnabled }: EndpointChange,
  now: Timestamp,
): Endpoint => ({
  ...endpoint,
  url: url ?? endpoint.url,
  description: description === undefined ? endpoint.description : description,
  events: events === undefined ? endpoint.events : events,
  ...(isEnabled === undefined ? {} : stateFor(endpoint, isEnabled)),
  ...changedAt(endpoint, now),
});

const changedAt = ({ version }: Endpoint, now: Timestamp) => ({ version: version + 1, updatedAt: now });

const stateFor = ({ state }: Endpoint, isEnabled: boolean): Pick<Endpoint, 'state'> & Partial<Endpoint> => {
  if (isEnabled) return { state: 'enabled', failing: null };
  return { state: state === 'enabled' ? 'disabled' : state };
};
