import type { Coverage, TimeRange } from '../api/model.js';

/** What is known of a stretch of time. */
export type SegmentKind = 'complete' | 'missing' | 'filling' | 'gap-filled' | 'unknown';

/** A stretch of the timeline, in shares of its width from 0 to 1. */
export interface Segment {
  readonly kind: SegmentKind;
  readonly from: number;
  readonly to: number;
  readonly start: number;
  readonly width: number;
}

/** A time range in milliseconds. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** What is drawn on top of what: what is being asked for is missing too. */
const ORDER: readonly SegmentKind[] = ['complete', 'gap-filled', 'missing', 'filling'];

/** The stretches of a coverage that lie in `shown`, those on top last. What no stretch covers is not known. */
export const segmentsOf = (coverage: Coverage, shown: Span): readonly Segment[] => {
  const filled = coverage.gaps.filter(({ filled_at: filledAt }) => filledAt !== null);
  const kinds: Readonly<Record<SegmentKind, readonly TimeRange[]>> = {
    complete: coverage.complete,
    'gap-filled': filled,
    missing: coverage.missing,
    filling: coverage.filling === null ? [] : [coverage.filling],
    unknown: [],
  };
  return ORDER.flatMap((kind) => kinds[kind].flatMap((range) => segmentOf(kind, spanOf(range), shown)));
};

const segmentOf = (kind: SegmentKind, { from, to }: Span, shown: Span): readonly Segment[] => {
  const begin = Math.max(from, shown.from);
  const end = Math.min(to, shown.to);
  if (end <= begin) return [];
  const length = shown.to - shown.from;
  return [{ kind, from, to, start: (begin - shown.from) / length, width: (end - begin) / length }];
};

export const spanOf = ({ from, to }: TimeRange): Span => ({ from: Date.parse(from), to: Date.parse(to) });

/** The longest time that a timeline shows, in milliseconds. */
const MAX_SHOWN_MS = 30 * 86_400_000;
/** The shortest. */
const MIN_SHOWN_MS = 3_600_000;

/** The time that a timeline shows of a coverage: from its first stretch on, up to now. */
export const shownSpanOf = (coverage: Coverage, now: number): Span => {
  const ranges = [...coverage.complete, ...coverage.missing, ...coverage.gaps];
  const begins = [
    ...ranges.map(({ from }) => Date.parse(from)),
    ...(coverage.since === null ? [] : [Date.parse(coverage.since)]),
  ];
  const earliest = Math.min(now - MIN_SHOWN_MS, ...begins);
  return { from: Math.max(earliest, now - MAX_SHOWN_MS), to: now };
};
