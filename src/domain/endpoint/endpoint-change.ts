import type { AppEventType } from '../event/app-event.js';
import type { Timestamp } from '../timestamp.js';
import type { Endpoint } from './endpoint.js';

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

const changedAt = ({ version }: Endpoint, now: Timestamp) => ({ version: version + 1, updatedAt: now });
