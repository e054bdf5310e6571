import { expect } from 'chai';
import { groupByApp } from '../../src/domain/group-by-app.js';
import { APP, OTHER_APP } from '../../src/testing/storage/samples.js';

describe('grouping by app', () => {
  it('keeps the order of the apps as they first come, and of what is of each', () => {
    const of = (appId: typeof APP, name: string) => ({ appId, name });
    const [a, b, c, d, e] = [of(OTHER_APP, 'a'), of(APP, 'b'), of(OTHER_APP, 'c'), of(APP, 'd'), of(OTHER_APP, 'e')];
    expect([...groupByApp([a, b, c, d, e])]).to.deep.equal([
      [OTHER_APP, [a, c, e]],
      [APP, [b, d]],
    ]);
  });

  it('makes no group of nothing', () => {
    expect([...groupByApp([])]).to.deep.equal([]);
  });
});
