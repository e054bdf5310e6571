import type { EndpointId } from '../ids.js';
import type { Lease } from '../lease.js';
import { MAX_ATTEMPTS_KEPT, MAX_DEAD_LETTERS } from './attempts.js';
import type { Endpoint } from './endpoint.js';

/** The endpoints of an app. */
export interface EndpointRecord {
  readonly endpoints: readonly Endpoint[];
}

/** Of one app. */
export const MAX_ENDPOINTS = 20;

/** The record of an app that has none. */
export const noEndpoints = (): EndpointRecord => ({ endpoints: [] });

/** The endpoint of this id; null if the app has no such endpoint. */
export const endpointIn = ({ endpoints }: EndpointRecord, id: EndpointId): Endpoint | null =>
  endpoints.find((one) => one.id === id) ?? null;

/** The record with one endpoint changed; as it was, where that endpoint is gone. */
export const changedIn = (
  { endpoints }: EndpointRecord,
  id: EndpointId,
  how: (endpoint: Endpoint) => Endpoint,
): EndpointRecord => ({ endpoints: endpoints.map((one) => (one.id === id ? how(one) : one)) });

export const leaseIn = (record: EndpointRecord, id: EndpointId): Lease | null => endpointIn(record, id)?.lease ?? null;

/**
 * The stored endpoint after some sending, which began from `before` and came to `after`. What an administrator has changed meanwhile
 * stays: enabled again, disabled, or tested by hand is newer than what the sending knows.
 */
export const withProgress = (stored: Endpoint, before: Endpoint, after: Endpoint): Endpoint => ({
  ...stored,
  cursor: Math.max(stored.cursor, after.cursor),
  attempts: [...addedTo(before.attempts, after.attempts), ...stored.attempts].slice(0, MAX_ATTEMPTS_KEPT),
  deadLetters: [...addedTo(before.deadLetters, after.deadLetters), ...stored.deadLetters].slice(0, MAX_DEAD_LETTERS),
  ...(stored.version === before.version ? { state: after.state, failing: after.failing } : {}),
});

const addedTo = <A>(before: readonly A[], after: readonly A[]): readonly A[] =>
  after.filter((one) => !before.includes(one));
