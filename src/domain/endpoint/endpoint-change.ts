import type { AppEventType } from '../event/app-event.js';
import type { Timestamp } from '../timestamp.js';
import { type Endpoint, type EndpointSecret, signingSecrets } from './endpoint.js';

/** What an administrator may change. */
export interface EndpointChange {
  readonly url?: string | undefined;
  readonly description?: string | null | undefined;
  readonly events?: readonly AppEventType[] | null | undefined;
  readonly isEnabled?: boolean | undefined;
}

/** The endpoint as an administrator wants it. One that is enabled again, or has another address, is tried at once. */
export const changedEndpoint = (
  endpoint: Endpoint,
  { url, description, events, isEnabled }: EndpointChange,
  now: Timestamp,
): Endpoint => ({
  ...endpoint,
  url: url ?? endpoint.url,
  description: description === undefined ? endpoint.description : description,
  events: events === undefined ? endpoint.events : events,
  failing: url === undefined || url === endpoint.url ? endpoint.failing : null,
  ...(isEnabled === undefined ? {} : stateFor(endpoint, isEnabled)),
  ...changedAt(endpoint, now),
});

const stateFor = ({ state }: Endpoint, isEnabled: boolean): Pick<Endpoint, 'state'> & Partial<Endpoint> => {
  if (isEnabled) return { state: 'enabled', failing: null };
  return { state: state === 'enabled' ? 'disabled' : state };
};

/** The secrets that sign at once: who changes one again during its grace does not cut off a receiver that has the one before. */
export const MAX_SECRETS = 5;

/** The endpoint with a new secret; those before it sign as well until `graceUntil`, or until their own end if that comes first. */
export const withNewSecret = (
  endpoint: Endpoint,
  sealed: string,
  graceUntil: Timestamp | null,
  now: Timestamp,
): Endpoint => {
  const before = graceUntil === null ? [] : signingSecrets(endpoint, now).map((secret) => endingBy(graceUntil, secret));
  const secrets = [{ sealed, validUntil: null }, ...before].slice(0, MAX_SECRETS);
  return { ...endpoint, secrets, ...changedAt(endpoint, now) };
};

const endingBy = (until: Timestamp, { sealed, validUntil }: EndpointSecret): EndpointSecret => ({
  sealed,
  validUntil: Math.min(validUntil ?? until, until),
});

const changedAt = ({ version }: Endpoint, now: Timestamp) => ({ version: version + 1, updatedAt: now });
