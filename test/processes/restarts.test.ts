import { expect } from 'chai';
import { makeRestarts } from '../../src/processes/restarts.js';
import { upTo } from '../../src/testing/storage/samples.js';

const LONG = 10_000;

describe('a process that ends', () => {
  it('is started again at once at first, and later each time', () => {
    const next = makeRestarts();
    expect(upTo(9).map(() => next(0))).to.deep.equal([100, 200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000]);
  });

  it('is given up if it ends at once each time', () => {
    const next = makeRestarts();
    for (const _ of upTo(9)) next(LONG - 1);
    expect(next(0)).to.equal(null);
  });

  it('is started again at once if it has served for a while in between', () => {
    const next = makeRestarts();
    for (const _ of upTo(9)) next(0);
    expect(next(LONG)).to.equal(100);
    expect(next(0)).to.equal(200);
  });
});
