/* Times as the console writes them: in English, by the 24-hour clock, in the reader's zone. */

const CLOCK = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const WEEKDAY = new Intl.DateTimeFormat('en-GB', { weekday: 'short' });
const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const DATE = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium' });
const MINUTE = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
const FULL = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'long' });
const LONG_DAY = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
const AGO = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

/** Within it a weekday names one day, in milliseconds. */
const WEEK_MS = 6 * 86_400_000;

/** Short: the clock today, `Mon 14:05` within a week, else the date with the clock. `now` in milliseconds. */
export const shortTime = (at: string, now: number): string => {
  const moment = new Date(at);
  const today = new Date(now);
  const clock = CLOCK.format(moment);
  if (moment.toDateString() === today.toDateString()) return clock;
  if (Math.abs(now - moment.getTime()) < WEEK_MS) return `${WEEKDAY.format(moment)} ${clock}`;
  return `${(moment.getFullYear() === today.getFullYear() ? DAY : DATE).format(moment)} ${clock}`;
};

/** Such as `14:05`. */
export const clockTime = (at: string): string => CLOCK.format(new Date(at));

/** To the second, with the zone. */
export const fullTime = (at: string): string => FULL.format(new Date(at));

/** To the minute. `at` in milliseconds. */
export const minuteTime = (at: number): string => MINUTE.format(at);

/** Such as `Thursday 26 November 2026`. */
export const longDay = (at: string): string => LONG_DAY.format(new Date(at));

const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
];

/** Beyond it a date says more than how long ago it is, in seconds. */
const MAX_AGO_SECONDS = 7 * 86_400;

/** How long ago, or how soon, in whole units; the date of what is more than a week away. `now` in milliseconds. */
export const agoText = (at: string, now: number): string => {
  const seconds = (Date.parse(at) - now) / 1000;
  if (Math.abs(seconds) > MAX_AGO_SECONDS) return DATE.format(new Date(at));
  const [unit, length] = UNITS.find(([, size]) => Math.abs(seconds) >= size) ?? ['second', 1];
  // + 0: what is less than a second away is now, also from behind.
  return AGO.format(Math.trunc(seconds / length) + 0, unit);
};
