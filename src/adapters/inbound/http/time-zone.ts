import type { OffsetAt } from '../../../domain/statistics/time-buckets.js';

/** How far a time zone's clocks are ahead of UTC; null if there is no such zone (IANA's names: `Europe/Berlin`). */
export const timeZoneOf = (name: string): OffsetAt | null => {
  const format = formatOf(name);
  if (format === null) return null;
  return (at) => {
    const offset = format.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? '';
    const [, sign, hours = '0', minutes = '0', seconds = '0'] = /GMT([+-])(\d+):?(\d+)?:?(\d+)?/.exec(offset) ?? [];
    const ms = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
    return sign === '-' ? -ms : ms;
  };
};

const formatOf = (timeZone: string): Intl.DateTimeFormat | null => {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  } catch {
    return null;
  }
};

/** A moment as the clocks of a zone show it, with their offset: `2026-11-26T00:00:00+01:00`. */
export const localTime = (at: number, offsetMs: number): string => {
  const local = new Date(at + offsetMs).toISOString().slice(0, 19);
  const minutes = Math.abs(Math.round(offsetMs / 60_000));
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${local}${offsetMs < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
};
