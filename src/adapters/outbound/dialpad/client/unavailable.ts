import type { PhoneSystemUnavailable } from '../../../../application/ports/phone-system.js';

export const unavailable = (detail: string, retryAfterMs: number | null = null): PhoneSystemUnavailable => ({
  _tag: 'PhoneSystemUnavailable',
  detail,
  retryAfterMs,
});
