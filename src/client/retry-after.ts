/**
 * The seconds that a `retry-after` asks for (RFC 9110, section 10.2.3: a number, or a date); null if it asks for none. `now` is in
 * milliseconds since 1970.
 */
export const secondsOfRetryAfter = (header: string | null, now: number): number | null => {
  if (!header) return null;
  const seconds = /^\s*\d+\s*$/.test(header) ? Number(header) : (Date.parse(header) - now) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, seconds) : null;
};
