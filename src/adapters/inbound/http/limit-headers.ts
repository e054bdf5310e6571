import type { Allowance } from '../../../application/events/ingest-webhook.js';

/** The headers that tell a client where it stands. */
export const limitHeaders = ({ limit, remaining, resetSeconds }: Allowance): Readonly<Record<string, string>> => ({
  'ratelimit-limit': String(limit),
  'ratelimit-remaining': String(remaining),
  'ratelimit-reset': String(resetSeconds),
});
