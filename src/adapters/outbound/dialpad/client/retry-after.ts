import type { Timestamp } from '../../../../domain/timestamp.js';

/** Every form of an HTTP date begins with a day's name (RFC 9110 §5.6.7). */
const HTTP_DATE = /^(Mon|Tues?|Wed(nes)?|Thu(rs)?|Fri|Sat(ur)?|Sun)(day)?,? /i;

/** The wait in milliseconds that a `retry-after` asks for (RFC 9110 §10.2.3: seconds or a date); null where it is neither. */
export const retryAfterMs = (header: string | null, now: Timestamp): number | null => {
  const value = header?.trim() ?? '';
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  const at = HTTP_DATE.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? null : Math.max(0, at - now);
};
