import { expect } from 'chai';
import { type Figure, medians, mediansOf, scaleOf } from '../../bench/row.js';

const figure = (value: number | null, more: Partial<Figure> = {}): Figure => ({
  name: 'a',
  unit: '/s',
  value,
  ...more,
});
const SCALE = { ...scaleOf(false, 3), seconds: 2 };

describe('the medians of the bench', () => {
  it('takes each figure from the takes that count', () => {
    const takes = [1, 9, 2].map((n) => [figure(n), figure(n * 10, { name: 'b', unit: 'ms' })]);
    expect(mediansOf(takes)).to.deep.equal([
      { name: 'a', unit: '/s', value: 2 },
      { name: 'b', unit: 'ms', value: 20 },
    ]);
  });

  it('has no value for what one take could not measure, and says why', () => {
    const takes = [[figure(1)], [figure(null, { note: 'too slow' })], [figure(3)]];
    expect(mediansOf(takes)).to.deep.equal([{ name: 'a', unit: '/s', value: null, note: 'too slow' }]);
  });

  it('keeps the note of a value', () => {
    expect(mediansOf([[figure(1)], [figure(2, { note: 'a part of it' })]])[0]).to.include({ note: 'a part of it' });
  });

  it('leaves out the first two takes, which warm the server up', async () => {
    const rates = [1_000, 2_000, 5, 6, 7];
    const figures = await medians(SCALE, { first: 1, most: 1 }, async () => ({
      seconds: 1,
      figures: [figure(rates.shift() ?? 0)],
    }));
    expect(figures).to.deep.equal([figure(6)]);
    expect(rates).to.deep.equal([]);
  });

  it('makes each take as large as fills its time, within the bounds', async () => {
    const countsOf = async (perSecond: number): Promise<readonly number[]> => {
      const counts: number[] = [];
      await medians(SCALE, { first: 100, most: 5_000 }, async (count) => {
        counts.push(count);
        return { seconds: count / perSecond, figures: [figure(perSecond)] };
      });
      return counts;
    };
    expect(await countsOf(200)).to.deep.equal([100, 400, 400, 400, 400]);
    expect(await countsOf(1_000_000)).to.deep.equal([100, 5_000, 5_000, 5_000, 5_000]);
    expect(await countsOf(0.1)).to.deep.equal([100, 1, 1, 1, 1]);
  });
});
