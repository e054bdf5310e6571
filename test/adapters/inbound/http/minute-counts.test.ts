import { expect } from 'chai';
import { makeMinuteCounts } from '../../../../src/adapters/inbound/http/minute-counts.js';

describe('the counts of a minute', () => {
  let now = 0;
  const counts = () => {
    now = 0;
    return makeMinuteCounts(() => now);
  };

  it('begin for each key when it is first counted, and end a minute later', () => {
    const minute = counts();
    expect([minute.isEmpty(), minute.of('a')]).to.deep.equal([true, null]);
    minute.add('a');
    now = 30_000;
    expect(minute.add('b')).to.deep.equal({ times: 1, resetSeconds: 60 });
    expect(minute.add('a')).to.deep.equal({ times: 2, resetSeconds: 30 });
    now = 60_000;
    expect([minute.of('a'), minute.of('b')]).to.deep.equal([null, { times: 1, resetSeconds: 30 }]);
    expect(minute.add('a')).to.deep.equal({ times: 1, resetSeconds: 60 });
  });

  it('never say that more than a minute is left', () => {
    const minute = counts();
    for (let n = 0; n < 1_000; n += 1) {
      now = n * 1_234.567_89;
      expect(minute.add(`key ${n}`).resetSeconds).to.equal(60);
    }
  });

  it('are common to the keys for which there is no room, until one of the others is over', () => {
    const minute = counts();
    for (let n = 0; n < 10_000; n += 1) minute.add(`key ${n}`);
    expect([minute.add('x').times, minute.add('y').times]).to.deep.equal([1, 2]);
    expect(minute.add('key 0').times).to.equal(2);
    now = 60_000;
    expect(minute.add('x').times).to.equal(1);
    expect(minute.add('y').times).to.equal(1);
  });
});
