import type { EndpointId } from '../ids.js';
import type { Lease } from '../lease.js';
import type { Endpoint } from './endpoint.js';

/** The endpoints of an app, and which process sends to them. */
export interface EndpointRecord {
  readonly endpoints: readonly Endpoint[];
  readonly lease: Lease | null;
}

export const MAX_ENDPOINTS = 20;

export const noEndpoints = (): EndpointRecord => ({ endpoints: [], lease: null });

export const endpointIn = ({ endpoints }: EndpointRecord, id: EndpointId): Endpoint | null =>
  endpoints.find((one) => one.id === id) ?? null;

export const withEndpoint = (record: EndpointRecord, endpoint: Endpoint): EndpointRecord => ({
  ...record,
  endpoints: record.endpoints.map((one) => (one.id === endpoint.id ? endpoint : one)),
});

/** How far sending has come with an endpoint, apart from what an administrator decides. */
export type Progress = Pick<Endpoint, 'cursor' | 'failing' | 'attempts' | 'deadLetters' | 'state'>;

/**
 * The record after some sending: what an administrator has changed meanwhile stays. `before` is what the sending began from, by which it
 * is known who changed the state.
 */
export const withProgress = (
  record: EndpointRecord,
  progress: ReadonlyMap<EndpointId, { readonly before: Endpoint; readonly after: Endpoint }>,
): EndpointRecord => ({
  ...record,
  endpoints: record.endpoints.map((stored) => {
    const made = progress.get(stored.id);
    return made === undefined ? stored : merged(stored, made.before, made.after);
  }),
});

const merged = (stored: Endpoint, before: Endpoint, after: Endpoint): Endpoint => {
  // Enabled again, disabled, or sent by hand meanwhile: that is newer than what the sending knows.
  const isChanged = stored.version !== before.version;
  const replayed = new Set(before.deadLetters.map(({ seq }) => seq).filter((seq) => !hasLetter(stored, seq)));
  return {
    ...stored,
    cursor: Math.max(stored.cursor, after.cursor),
    attempts: after.attempts,
    deadLetters: after.deadLetters.filter(({ seq }) => !replayed.has(seq)),
    state: isChanged ? stored.state : after.state,
    failing: isChanged ? stored.failing : after.failing,
  };
};

const hasLetter = ({ deadLetters }: Endpoint, seq: number): boolean => deadLetters.some((one) => one.seq === seq);
