import type { Outcome } from '../../../src/domain/endpoint/attempts.js';
import type { Endpoint } from '../../../src/domain/endpoint/endpoint.js';
import { nthId } from '../../../src/testing/storage/samples.js';

/** An endpoint that was told everything up to event 5. */
export const endpoint = (different: Partial<Endpoint> = {}): Endpoint => ({
  id: nthId(0xe1),
  url: 'https://crm.example.com/hook',
  description: null,
  events: null,
  secrets: [{ sealed: 'sealed', validUntil: null }],
  state: 'enabled',
  cursor: 5,
  failing: null,
  attempts: [],
  deadLetters: [],
  lease: null,
  createdAt: 0,
  updatedAt: 0,
  version: 1,
  ...different,
});

export const delivered = (): Outcome => ({ _tag: 'Delivered', status: 200, milliseconds: 12 });

export const failed = (status: number | null): Outcome => ({
  _tag: 'Failed',
  status,
  milliseconds: 12,
  problem: `It answered ${status}.`,
  retryAfterMs: null,
});
