/** Midnight of a day in the reader's zone, such as `2026-11-26`, as ISO 8601; `days` later. Null if it is no day. */
export const startOfDay = (day: string, days = 0): string | null => {
  const [year, month, date] = day.split('-').map(Number);
  if (year === undefined || month === undefined || date === undefined) return null;
  const midnight = new Date(year, month - 1, date + days);
  return Number.isNaN(midnight.getTime()) ? null : midnight.toISOString();
};

/** What the clocks of a zone show at a moment in milliseconds, as if they were those of UTC. */
const shownIn = (zone: string, at: number): number => {
  const format = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric' },
    ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
  });
  const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  return Date.UTC(year, month - 1, day, hour, minute, second);
};

const DAY_MS = 86_400_000;

/** Midnight in a zone of the day that a moment is in there, as ISO 8601; `days` later. */
export const midnightIn = (zone: string, moment: Date, days = 0): string => {
  const shown = shownIn(zone, moment.getTime());
  const midnight = shown - (((shown % DAY_MS) + DAY_MS) % DAY_MS) + days * DAY_MS;
  const ahead = (at: number): number => shownIn(zone, at) - at;
  // The clocks may be changed between the moment and that midnight.
  return new Date(midnight - ahead(midnight - ahead(midnight))).toISOString();
};

/** Whether a browser knows a time zone of this name. */
export const isZone = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== null;
  } catch {
    return false;
  }
};
