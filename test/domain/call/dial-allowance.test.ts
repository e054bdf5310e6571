import { expect } from 'chai';
import * as fc from 'fast-check';
import {
  DIAL_WINDOW_MS,
  MAX_DIALS,
  NO_DIALS,
  nextDialAt,
  withDial,
  withoutDial,
  withRefusal,
} from '../../../src/domain/call/dial-allowance.js';

const dialledAt = (...times: readonly number[]) => times.reduce(withDial, NO_DIALS);

describe('how often a person can be dialled for', () => {
  it('is five times in any minute', () => {
    expect(nextDialAt(dialledAt(1, 2, 3, 4), 5)).to.equal(5);
    expect(nextDialAt(dialledAt(1, 2, 3, 4, 5), 6)).to.equal(1 + DIAL_WINDOW_MS);
    expect(nextDialAt(dialledAt(1, 2, 3, 4, 5), 1 + DIAL_WINDOW_MS)).to.equal(1 + DIAL_WINDOW_MS);
    expect(nextDialAt(NO_DIALS, 7)).to.equal(7);
  });

  it('is never more than five within a minute, whenever somebody dials', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 30_000 }), { maxLength: 60 }), (pauses) => {
        let [now, dials] = [0, NO_DIALS];
        const done: number[] = [];
        for (const pause of pauses) {
          now += pause;
          if (nextDialAt(dials, now) > now) continue;
          dials = withDial(dials, now);
          done.push(now);
        }
        for (const [n, at] of done.entries()) {
          expect(at - (done[n - MAX_DIALS] ?? Number.NEGATIVE_INFINITY)).to.be.at.least(DIAL_WINDOW_MS);
        }
        expect(dials.at.length).to.be.at.most(MAX_DIALS);
      }),
    );
  });

  it('does not count what was never asked for', () => {
    expect(nextDialAt(withoutDial(dialledAt(1, 2, 3, 4, 5), 5), 6)).to.equal(6);
    expect(withoutDial(dialledAt(3, 3), 3)).to.deep.equal(dialledAt(3));
  });

  it('is not before the phone system allows more', () => {
    expect(nextDialAt(withRefusal(dialledAt(1), 20_000), 2)).to.equal(20_000);
    expect(nextDialAt(withRefusal(dialledAt(1), 20_000), 30_000)).to.equal(30_000);
  });
});
