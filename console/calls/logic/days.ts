/** A time in the reader's zone, short: the clock today, `Mon 14:05` within a week, else the date with the clock. `now` in milliseconds. */
export const shortTime = (at: string, now: number): string => {
  const moment = new Date(at);
  const clock = moment.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
  if (moment.toDateString() === new Date(now).toDateString()) return clock;
  const isThisWeek = Math.abs(now - moment.getTime()) < 6 * 86_400_000;
  const isThisYear = moment.getFullYear() === new Date(now).getFullYear();
  const day = moment.toLocaleDateString('en-GB', {
    ...(isThisWeek ? { weekday: 'short' } : { day: 'numeric', month: 'short' }),
    ...(isThisYear || isThisWeek ? {} : { year: 'numeric' }),
  });
  return `${day} ${clock}`;
};

/** A time to the second in the reader's zone, with the zone. */
export const fullTime = (at: string): string =>
  new Date(at).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'long' });

/** Midnight of a day in the reader's zone, such as `2026-11-26`, as ISO 8601; `days` later. Null if it is no day. */
export const startOfDay = (day: string, days = 0): string | null => {
  const [year, month, date] = day.split('-').map(Number);
  if (year === undefined || month === undefined || date === undefined) return null;
  const midnight = new Date(year, month - 1, date + days);
  return Number.isNaN(midnight.getTime()) ? null : midnight.toISOString();
};

/** The day of a moment in the reader's zone, as a date field has it. */
export const dayOf = (moment: Date): string => {
  const two = (number: number): string => String(number).padStart(2, '0');
  return `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
};
