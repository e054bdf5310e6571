import { expect } from 'chai';
import { beginCoverage, type Coverage, type Filling } from '../../../src/domain/coverage/coverage.js';
import {
  beginFilling,
  completePiece,
  fillingLeaseOf,
  isLastPiece,
  withFillingLease,
  withListed,
} from '../../../src/domain/coverage/filling.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const lease = { owner: 'one', until: 999 };
/** Coverage from 0 on of which the phone system was asked once, at 0. */
const asked: Coverage = { ...beginCoverage(0), filledAt: 0 };

const pieceOf = (coverage: Coverage, now: number, atOnce = false): Filling | null =>
  beginFilling(coverage, lease, atOnce, now)?.filling ?? null;

describe('filling', () => {
  it('begins with the oldest range that is missing, under a lease', () => {
    const piece = { from: 0, to: HOUR, owner: 'one', leaseUntil: 999, startedAt: HOUR, listed: 0 };
    expect(pieceOf(asked, HOUR)).to.deep.equal(piece);
  });

  it('takes at most a day at a time', () => {
    const first = pieceOf(asked, 3 * DAY) as Filling;
    expect([first.from, first.to, isLastPiece(first)]).to.deep.equal([0, DAY, false]);
    const { coverage } = completePiece(asked, first, 3 * DAY);
    expect(coverage.filledAt, 'more is missing').to.equal(0);
    expect(pieceOf(coverage, 3 * DAY)).to.include({ from: DAY, to: 2 * DAY });
  });

  it('is due at once for an app that was never asked for, for a gap and for a request, and otherwise once an hour', () => {
    const gap = { from: 1, to: 2, detectedAt: 2, filledAt: null };
    expect(pieceOf({ ...asked, filledAt: null }, 5)).not.to.equal(null);
    expect(pieceOf({ ...asked, gaps: [gap] }, 5)).not.to.equal(null);
    expect(pieceOf({ ...asked, requested: [{ from: 1, to: 2 }] }, 5)).not.to.equal(null);
    expect(pieceOf(asked, HOUR - 1)).to.equal(null);
    expect(pieceOf(asked, HOUR - 1, true)).not.to.equal(null);
    expect(pieceOf(asked, 0, true), 'nothing is missing').to.equal(null);
  });

  it('waits after trouble until it is time again, unless it is to be done at once', () => {
    const troubled = { ...asked, filledAt: null, trouble: { reason: 'out of reach', retryAt: 10 } };
    expect(pieceOf(troubled, 9)).to.equal(null);
    expect(pieceOf(troubled, 9, true)).not.to.equal(null);
    expect(pieceOf(troubled, 10)).not.to.equal(null);
  });

  it('notes when everything that was missing is complete', () => {
    const piece = pieceOf(asked, HOUR) as Filling;
    expect(isLastPiece(piece)).to.equal(true);
    expect(completePiece(asked, piece, HOUR + 5).coverage).to.deep.include({
      complete: [{ from: 0, to: HOUR }],
      filledAt: HOUR + 5,
    });
  });

  it('has its lease in the piece, and ends when that is released', () => {
    const begun = beginFilling(asked, lease, true, HOUR) as Coverage;
    expect(fillingLeaseOf(asked)).to.equal(null);
    expect(fillingLeaseOf(begun)).to.deep.equal(lease);
    const renewed = withListed(withFillingLease(begun, { owner: 'two', until: 1_000 }), 7);
    expect(renewed.filling).to.deep.equal({ ...begun.filling, owner: 'two', leaseUntil: 1_000, listed: 7 });
    expect(withFillingLease(renewed, null)).to.deep.equal(asked);
    expect(withFillingLease(asked, lease)).to.deep.equal(asked);
    expect(withListed(asked, 7)).to.equal(asked);
  });
});
