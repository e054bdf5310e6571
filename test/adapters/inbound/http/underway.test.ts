import { expect } from 'chai';
import { type SinonFakeTimers, useFakeTimers } from 'sinon';
import { makeUnderway, type Underway } from '../../../../src/adapters/inbound/http/underway.js';

describe('what is under way', () => {
  let clock: SinonFakeTimers;
  beforeEach(() => {
    clock = useFakeTimers();
  });
  afterEach(() => clock.restore());

  const recording = () => {
    const expired: string[] = [];
    const underway: Underway<string> = makeUnderway(
      (item) => {
        underway.delete(item);
        expired.push(item);
      },
      () => clock.now,
    );
    return { underway, expired };
  };

  it('is over after its own time, soon after it', () => {
    const { underway, expired } = recording();
    underway.add('long', 40_000);
    underway.add('short', 4_000);
    clock.tick(3_999);
    expect(expired).to.deep.equal([]);
    clock.tick(251);
    expect(expired).to.deep.equal(['short']);
    clock.tick(36_000);
    expect(expired).to.deep.equal(['short', 'long']);
    expect(underway.size()).to.equal(0);
  });

  it('is not over any more once it is taken out', () => {
    const { underway, expired } = recording();
    underway.add('answered', 1_000);
    expect([underway.delete('answered'), underway.delete('answered')]).to.deep.equal([true, false]);
    clock.tick(10_000);
    expect(expired).to.deep.equal([]);
  });

  it('has one timer, and none once nothing is left', () => {
    const { underway } = recording();
    for (let n = 0; n < 1_000; n += 1) underway.add(`${n}`, 1_000);
    expect(clock.countTimers()).to.equal(1);
    clock.tick(2_000);
    expect(clock.countTimers()).to.equal(0);
    underway.add('another', 1_000);
    expect(clock.countTimers()).to.equal(1);
  });
});
