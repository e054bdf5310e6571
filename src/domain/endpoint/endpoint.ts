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

/** A secret that signs what the endpoint is sent. */
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

/** Whether an endpoint is sent events of this type. */
export const wants = ({ events }: Pick<Endpoint, 'events'>, type: AppEventType): boolean =>
  events === null || events.includes(type);

/** The secrets that sign at a moment, newest first. */
export const signingSecrets = ({ secrets }: Endpoint, now: Timestamp): readonly EndpointSecret[] =>
  secrets.filter(({ validUntil }) => validUntil === null || validUntil > now);

/** No pause between two attempts is longer. One that seems to be was given by a clock that was wrong. */
const MAX_PAUSE_MS = 30 * 3_600_000;

/** Whether an event may be sent now. */
export const isDue = ({ state, failing }: Endpoint, now: Timestamp): boolean =>
  state === 'enabled' && (failing === null || failing.nextAt <= now || failing.nextAt - now > MAX_PAUSE_MS);

/** The endpoint once it need not be sent an event: another type, or none that is stored. */
export const passedOver = (endpoint: Endpoint, seq: number): Endpoint => ({ ...endpoint, cursor: seq });
