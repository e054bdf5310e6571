import { expect } from 'chai';
import { isHeld, isSameLease, leaseFor, MAX_LEASE_MS } from '../../src/domain/lease.js';

describe('a lease', () => {
  const lease = leaseFor('one', 5, 10);

  it('is held until its time is up', () => {
    expect(lease).to.deep.equal({ owner: 'one', until: 15 });
    expect([10, 14, 15].map((now) => isHeld(lease, now))).to.deep.equal([true, true, false]);
    expect(isHeld(null, 10)).to.equal(false);
    const [longest, longer] = [MAX_LEASE_MS, MAX_LEASE_MS + 1].map((ms) => leaseFor('one', ms, 10));
    expect([longest, longer].map((one) => isHeld(one ?? null, 10))).to.deep.equal([true, false]);
  });

  it('is another one when another owner, or the same owner later, has acquired it', () => {
    expect(isSameLease({ ...lease }, lease)).to.equal(true);
    expect(isSameLease({ ...lease, owner: 'two' }, lease)).to.equal(false);
    expect(isSameLease({ ...lease, until: 16 }, lease)).to.equal(false);
    expect(isSameLease(null, lease)).to.equal(false);
  });
});
