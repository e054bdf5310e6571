import type { Timestamp } from '../../../../domain/timestamp.js';

/** Every form of an HTTP date begins with a day's name (RFC 9110 §5.6.7). */
const HTTP_DATE = /^(Mon|Tues?|Wed(nes)?|Thu(rs)?|Fri|Sat(ur)?|Sun)(day)?,? /i;

/** Milliseconds that a `retry-after` asks for (RFC 9110 §10.2.3: seconds, or a date); null where it says nothing. */
export const retryAfterMs = (header: string | null, now: Timestamp): number | null => {
  const said = header?.trim() ?? '';
  if (/^\d{1,9}$/.test(said)) return Number(said) * 1000;
  const at = HTTP_DATE.test(said) ? Date.parse(said) : Number.NaN;
  return Number.isNaN(at) ? null : Math.max(0, at - now);
};
