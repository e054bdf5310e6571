import type { Allowance } from '../../../application/events/ingest-webhook.js';

/** The headers with a client's limit, what is left of it, and when it is reset. */
export const limitHeaders = ({ limit, remaining, resetSeconds }: Allowance): Readonly<Record<string, string>> => ({
  'ratelimit-limit': String(limit),
  'ratelimit-remaining': String(remaining),
  'ratelimit-reset': String(resetSeconds),
});
