import { expect } from 'chai';
import { median, quantile } from '../../bench/statistics.js';

describe('the statistics of the bench', () => {
  const hundred = Array.from({ length: 100 }, (_, n) => 100 - n);

  it('finds the value below which a share of the values lies, whatever their order', () => {
    expect([0, 0.5, 0.99, 0.999, 1].map((share) => quantile(hundred, share))).to.deep.equal([1, 51, 100, 100, 100]);
    expect(quantile([10, 9, 100], 0.99)).to.equal(100);
  });

  it('is not led astray by a single outlier in the median', () => {
    expect(median([5, 1_000, 4])).to.equal(5);
    expect(median([7])).to.equal(7);
  });

  it('is 0 of no values', () => {
    expect(quantile([], 0.5)).to.equal(0);
  });

  it('leaves the values as they were', () => {
    const values = [3, 1, 2];
    quantile(values, 0.5);
    expect(values).to.deep.equal([3, 1, 2]);
  });
});
