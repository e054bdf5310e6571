import type { PhoneSystemUnavailable } from '../../../../application/ports/phone-system.js';

/** A request without a usable answer; `why` is given for requests that are wanted now or not at all. */
export interface Unanswered extends PhoneSystemUnavailable {
  /** `over-limit`: not carried out, too many requests. `outcome-unknown`: it was sent, and may have been carried out. */
  readonly why?: 'over-limit' | 'outcome-unknown';
}

export const unavailable = (detail: string, retryAfterMs: number | null = null): PhoneSystemUnavailable => ({
  _tag: 'PhoneSystemUnavailable',
  detail,
  retryAfterMs,
});
