import { expect } from 'chai';
import * as fc from 'fast-check';
import {
  beginCoverage,
  type Coverage,
  isWanted,
  markComplete,
  markWatched,
  missingRanges,
  requestRange,
} from '../../../src/domain/coverage/coverage.js';
import { mergeRanges, subtractRange, type TimeRange } from '../../../src/domain/coverage/time-range.js';

const UNTIL = 24;

/** Small numbers, so that ranges overlap and touch; some are empty or upside down. */
const range: fc.Arbitrary<TimeRange> = fc.record({
  from: fc.integer({ min: 0, max: UNTIL }),
  to: fc.integer({ min: 0, max: UNTIL }),
});
const proper = range.filter(({ from, to }) => from < to);
const ranges = fc.array(range, { maxLength: 6 });

/** Every moment that is in one of them. */
const moments = (all: readonly TimeRange[]): readonly number[] =>
  Array.from({ length: UNTIL }, (_, at) => at).filter((at) => all.some(({ from, to }) => from <= at && at < to));

const isOrdered = (all: readonly TimeRange[]): boolean =>
  all.every(({ from, to }, index) => from < to && (index === 0 || (all[index - 1]?.to ?? from) < from));

describe('merged ranges', () => {
  it('are in order, and neither overlap nor touch', () => {
    fc.assert(fc.property(ranges, (all) => isOrdered(mergeRanges(all))));
  });

  it('hold the same moments as before', () => {
    fc.assert(
      fc.property(ranges, (all) => {
        expect(moments(mergeRanges(all))).to.deep.equal(moments(all));
      }),
    );
  });

  it('stay the same when they are merged again, and in any order', () => {
    fc.assert(
      fc.property(ranges, (all) => {
        expect(mergeRanges(mergeRanges(all))).to.deep.equal(mergeRanges(all));
        expect(mergeRanges([...all].reverse())).to.deep.equal(mergeRanges(all));
      }),
    );
  });
});

describe('a range without others', () => {
  it('has every moment that is in none of them, and no other', () => {
    fc.assert(
      fc.property(proper, ranges, (one, others) => {
        const left = subtractRange(one, others);
        expect(isOrdered(left)).to.equal(true);
        expect(moments(left)).to.deep.equal(moments([one]).filter((at) => !moments(others).includes(at)));
      }),
    );
  });
});

/** The coverage of an app for which the server listens from 0 on. */
const begun: Coverage = beginCoverage(0);
const gap = (from: number, to: number) => ({ from, to, detectedAt: to, filledAt: null });

describe('coverage', () => {
  it('begins with nothing missing and nothing requested', () => {
    expect(missingRanges(begun, 0)).to.deep.equal([]);
    expect(isWanted(begun)).to.equal(false);
  });

  it('begins at the moment from which somebody listens', () => {
    expect(beginCoverage(7)).to.deep.equal({
      since: 7,
      watchedUntil: 7,
      complete: [],
      gaps: [],
      requested: [],
      filling: null,
      filledAt: null,
      trouble: null,
    });
  });

  it('notes that somebody listens without making anything else of it', () => {
    const before = { ...begun, gaps: [gap(1, 2)], requested: [{ from: 1, to: 2 }] };
    expect(markWatched(before, 15, 15).coverage).to.deep.equal({ ...before, watchedUntil: 15 });
    expect(markWatched({ ...before, watchedUntil: 20 }, 35, 15).gap).to.equal(null);
    expect(markWatched(before, 0, -1)).to.deep.equal({ coverage: before, gap: null });
    expect(markWatched(before, 16, 15).coverage.gaps).to.deep.equal([gap(1, 2), gap(0, 16)]);
  });

  it('waits for a gap among others that are filled, and for a request', () => {
    const filled = { ...gap(1, 2), filledAt: 3 };
    expect(isWanted({ ...begun, gaps: [filled] })).to.equal(false);
    expect(isWanted({ ...begun, gaps: [filled, gap(4, 5)] })).to.equal(true);
    expect(isWanted({ ...begun, requested: [{ from: 1, to: 2 }] })).to.equal(true);
  });

  it('fills those of its gaps that a range completes, and leaves the others and what else it knows', () => {
    const other = { from: 20, to: 22 };
    const before: Coverage = { ...begun, gaps: [gap(4, 8), gap(12, 16)], requested: [other], watchedUntil: 24 };
    const { coverage, filled } = markComplete(before, { from: 4, to: 8 }, 30);
    expect(filled).to.deep.equal([{ ...gap(4, 8), filledAt: 30 }]);
    expect(coverage).to.deep.equal({
      ...before,
      complete: [{ from: 4, to: 8 }],
      gaps: [{ ...gap(4, 8), filledAt: 30 }, gap(12, 16)],
    });
  });

  it('has what is requested in order and joined, with what was', () => {
    const asked = requestRange(requestRange(begun, { from: 4, to: 6 }), { from: 2, to: 4 });
    expect(asked.requested).to.deep.equal([{ from: 2, to: 6 }]);
    expect(missingRanges({ ...asked, since: 8 }, 10)).to.deep.equal([
      { from: 2, to: 6 },
      { from: 8, to: 10 },
    ]);
  });

  it('has a gap where nobody listened for too long, and none for a shorter time', () => {
    expect(markWatched(begun, 15, 15).gap).to.equal(null);
    const { coverage, gap: found } = markWatched(begun, 16, 15);
    expect(found).to.deep.equal(gap(0, 16));
    expect(coverage).to.deep.include({ watchedUntil: 16, gaps: [gap(0, 16)] });
    expect(isWanted(coverage)).to.equal(true);
  });

  it('ignores a clock that goes back', () => {
    const { coverage } = markWatched(begun, 10, 15);
    expect(markWatched(coverage, 5, 1)).to.deep.equal({ coverage, gap: null });
  });

  it('has the latest hundred gaps', () => {
    let coverage = begun;
    for (let at = 2; at <= 240; at += 2) ({ coverage } = markWatched(coverage, at, 1));
    expect(coverage.gaps).to.have.length(100);
    expect(coverage.gaps.at(-1)).to.deep.equal(gap(238, 240));
  });

  it('never loses a range that is complete', () => {
    fc.assert(
      fc.property(fc.array(proper, { maxLength: 6 }), (all) => {
        const { complete } = all.reduce((before, one) => markComplete(before, one, UNTIL).coverage, begun);
        expect(moments(complete)).to.deep.equal(moments(all));
        expect(isOrdered(complete)).to.equal(true);
      }),
    );
  });

  it('is missing exactly what is not complete', () => {
    fc.assert(
      fc.property(fc.array(proper, { maxLength: 6 }), (all) => {
        const after = all.reduce((before, one) => markComplete(before, one, UNTIL).coverage, begun);
        expect(moments(missingRanges(after, UNTIL))).to.deep.equal(
          moments([{ from: 0, to: UNTIL }]).filter((at) => !moments(all).includes(at)),
        );
      }),
    );
  });

  it('fills a gap once all of it is complete, and says so once', () => {
    const silent = { ...begun, gaps: [gap(4, 8)] };
    const half = markComplete(silent, { from: 0, to: 6 }, 20);
    expect(half.filled).to.deep.equal([]);
    const whole = markComplete(half.coverage, { from: 6, to: 10 }, 21);
    expect(whole.filled).to.deep.equal([{ ...gap(4, 8), filledAt: 21 }]);
    expect(markComplete(whole.coverage, { from: 0, to: 10 }, 22).filled).to.deep.equal([]);
    expect(isWanted(whole.coverage)).to.equal(false);
  });

  it('fills a gap exactly when no moment of it is missing', () => {
    fc.assert(
      fc.property(proper, fc.array(proper, { maxLength: 6 }), (silence, all) => {
        const before: Coverage = { ...begun, gaps: [gap(silence.from, silence.to)] };
        const after = all.reduce((sofar, one) => markComplete(sofar, one, UNTIL).coverage, before);
        const isComplete = moments([silence]).every((at) => moments(all).includes(at));
        expect(after.gaps[0]?.filledAt !== null).to.equal(isComplete);
      }),
    );
  });

  it('has a requested range asked for though it is complete', () => {
    const full = markComplete(begun, { from: 0, to: 10 }, 10).coverage;
    const asked = requestRange(full, { from: 2, to: 4 });
    expect(missingRanges(asked, 10)).to.deep.equal([{ from: 2, to: 4 }]);
    expect(isWanted(asked)).to.equal(true);
    const half = markComplete(asked, { from: 2, to: 3 }, 11).coverage;
    expect(half.requested).to.deep.equal([{ from: 3, to: 4 }]);
    expect(isWanted(markComplete(half, { from: 3, to: 4 }, 12).coverage)).to.equal(false);
  });

  it('clears its trouble on a request, and on success', () => {
    const troubled = { ...begun, trouble: { reason: 'out of reach', retryAt: 9 } };
    expect(requestRange(troubled, { from: 0, to: 1 }).trouble).to.equal(null);
    expect(markComplete(troubled, { from: 0, to: 1 }, 1).coverage.trouble).to.equal(null);
  });
});
