import { expect } from 'chai';
import { oldestFirst } from '../../src/domain/oldest-first.js';

describe('oldest first', () => {
  const sorted = (...items: readonly { readonly id: string; readonly at: number }[]) =>
    [...items].sort(oldestFirst(({ at }) => at)).map(({ id }) => id);

  it('is by time, and by id where the time is the same', () => {
    expect(sorted({ id: 'a', at: 2 }, { id: 'b', at: 1 })).to.deep.equal(['b', 'a']);
    expect(sorted({ id: 'b', at: 1 }, { id: 'a', at: 1 })).to.deep.equal(['a', 'b']);
    expect(sorted({ id: 'a', at: 1 }, { id: 'b', at: 1 }, { id: 'c', at: 0 })).to.deep.equal(['c', 'a', 'b']);
  });
});
