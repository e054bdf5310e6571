import type { Timestamp } from '../timestamp.js';

/** A range of time: `from` is in it, `to` is not. */
export interface TimeRange {
  readonly from: Timestamp;
  readonly to: Timestamp;
}

/** Sorts ranges, and merges those that overlap or touch. Empty ranges are left out. */
export const mergeRanges = (ranges: readonly TimeRange[]): readonly TimeRange[] => {
  const result: TimeRange[] = [];
  for (const next of [...ranges].filter(({ from, to }) => from < to).sort((x, y) => x.from - y.from)) {
    const last = result.at(-1);
    if (last === undefined || next.from > last.to) result.push({ from: next.from, to: next.to });
    else result[result.length - 1] = { from: last.from, to: Math.max(last.to, next.to) };
  }
  return result;
};

/** The parts of a range that are in none of the others, in order. */
export const subtractRange = (range: TimeRange, others: readonly TimeRange[]): readonly TimeRange[] => {
  const parts: TimeRange[] = [];
  let from = range.from;
  for (const other of mergeRanges(others)) {
    if (other.to <= from || other.from >= range.to) continue;
    if (other.from > from) parts.push({ from, to: other.from });
    from = other.to;
  }
  return from < range.to ? [...parts, { from, to: range.to }] : parts;
};
