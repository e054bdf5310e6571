import { midnightIn } from './days.js';

/** A span that is offered by name. */
export const SPANS = [
  { value: 'today', label: 'Today', days: 1 },
  { value: '7', label: 'Last 7 days', days: 7 },
  { value: '30', label: 'Last 30 days', days: 30 },
  { value: '90', label: 'Last 90 days', days: 90 },
  { value: '365', label: 'Last 365 days', days: 365 },
] as const;

export type SpanName = (typeof SPANS)[number]['value'];
export type Bucket = 'hour' | 'day' | 'week' | 'month';

/** What is asked for: whole days of a time zone until now. */
export const spanOf = (
  name: string,
  now: Date,
  zone: string,
): { readonly name: SpanName; readonly from: string; readonly to: string; readonly bucket: Bucket } => {
  const span = SPANS.find(({ value }) => value === name) ?? SPANS[1];
  const from = midnightIn(zone, now, 1 - span.days);
  return { name: span.value, from, to: now.toISOString(), bucket: bucketFor(span.days) };
};

const bucketFor = (days: number): Bucket => (days <= 2 ? 'hour' : days <= 45 ? 'day' : days <= 120 ? 'week' : 'month');

/** The beginning of a bucket, short. `localStart` is as the server wrote it for the chosen zone, such as `2026-11-26T14:00:00+01:00`. */
export const bucketText = (localStart: string, bucket: Bucket): string => {
  const [day = '', clock = ''] = localStart.split('T');
  if (bucket === 'hour') return clock.slice(0, 5);
  // The date is that of the zone, whichever zone this device is in.
  const date = new Date(`${day}T00:00:00Z`);
  const options = bucket === 'month' ? { month: 'short', year: 'numeric' } : { day: 'numeric', month: 'short' };
  return date.toLocaleDateString('en-GB', { ...(options as Intl.DateTimeFormatOptions), timeZone: 'UTC' });
};

/** A share in whole percent; a dash where there is nothing to share. */
export const shareText = (part: number, whole: number): string =>
  whole === 0 ? '–' : `${Math.round((part / whole) * 100)} %`;
