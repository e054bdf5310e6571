import type { Timestamp } from '../timestamp.js';

/** How long a bucket is. */
export const BUCKET_UNITS = ['hour', 'day', 'week', 'month'] as const;
export type BucketUnit = (typeof BUCKET_UNITS)[number];

/** How far the clocks of a time zone are ahead of UTC at a moment, in milliseconds. */
export type OffsetAt = (at: Timestamp) => number;

/** From a moment, which is in it, to the next bucket's, which is not. */
export interface TimeBucket {
  readonly start: Timestamp;
  readonly end: Timestamp;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** The first of January 1970 was a Thursday; weeks begin on Mondays (ISO 8601). */
const MONDAY_MS = 4 * DAY_MS;

/**
 * The hours, days, weeks or months of a time zone that a time range touches. They begin at the zone's own full hour or midnight, so a
 * day has 23 or 25 hours where the clocks are changed. The first and the last are cut off at the ends of the range. Null if there are
 * more than `most`.
 */
export const timeBuckets = (
  from: Timestamp,
  to: Timestamp,
  unit: BucketUnit,
  offsetAt: OffsetAt,
  most: number,
): readonly TimeBucket[] | null => {
  const buckets: TimeBucket[] = [];
  for (let start = from; start < to; ) {
    if (buckets.length === most) return null;
    const end = Math.min(nextStart(start, unit, offsetAt), to);
    buckets.push({ start, end });
    start = end;
  }
  return buckets;
};

/** The start of the bucket after the one that a moment is in. */
const nextStart = (at: Timestamp, unit: BucketUnit, offsetAt: OffsetAt): Timestamp => {
  const local = at + offsetAt(at);
  if (unit === 'hour') return at + HOUR_MS - modulo(local, HOUR_MS);
  return momentOf(nextLocalStart(local, unit), offsetAt, at);
};

/**
 * The moment at which a zone's clocks show a time, given as the moment at which those of UTC do. Of a time that they show twice it is
 * the first; in place of one that they skip it is as much later as they skip. `before` is some moment before it.
 */
export const momentOf = (local: number, offsetAt: OffsetAt, before: Timestamp = local - DAY_MS): Timestamp => {
  // The offset may be another one there.
  const guess = local - offsetAt(before);
  const moment = local - offsetAt(guess);
  return moment + offsetAt(moment) === local ? moment : guess;
};

const nextLocalStart = (local: number, unit: Exclude<BucketUnit, 'hour'>): number => {
  if (unit === 'day') return local - modulo(local, DAY_MS) + DAY_MS;
  if (unit === 'week') return local - modulo(local - MONDAY_MS, 7 * DAY_MS) + 7 * DAY_MS;
  const date = new Date(local);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
};

const modulo = (value: number, by: number): number => ((value % by) + by) % by;

/** The bucket that a moment is in, by its index; -1 if none is. */
export const bucketOf = (buckets: readonly TimeBucket[], at: Timestamp): number => {
  let [low, high] = [0, buckets.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const bucket = buckets[middle];
    if (bucket === undefined) return -1;
    if (at < bucket.start) high = middle - 1;
    else if (at >= bucket.end) low = middle + 1;
    else return middle;
  }
  return -1;
};
