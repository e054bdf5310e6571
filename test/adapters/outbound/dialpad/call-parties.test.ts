import { expect } from 'chai';
import { callObservedIn } from './observed-call.js';
import { callIn, connected, hangup, ringing } from './translating.js';

describe('the numbers of a call', () => {
  it('are ours first and theirs second when the call is outbound', () => {
    expect(callIn(ringing({ direction: 'outbound', state: 'calling' }))).to.include({
      direction: 'outbound',
      fromNumber: '+15550100101',
      toNumber: '+15550110201',
    });
  });

  for (const internal_number of [null, 'blocked', '']) {
    it(`use the selected caller id where ours is ${JSON.stringify(internal_number)}`, () => {
      const outbound = { direction: 'outbound', internal_number, selected_caller_id: '+15550100199' };
      expect(callIn(ringing(outbound)).fromNumber).to.equal('+15550100199');
    });
  }

  it('are the word blocked where there is no other value', () => {
    const outbound = { direction: 'outbound', internal_number: 'blocked', selected_caller_id: null };
    expect(callIn(ringing(outbound)).fromNumber).to.equal('blocked');
  });

  it('use the contact’s number where the caller withheld theirs', () => {
    expect(callIn(ringing({ external_number: null })).fromNumber).to.equal('+15550110201');
    expect(callIn(ringing({ external_number: null, contact: null })).fromNumber).to.equal(null);
    expect(callIn(ringing({ external_number: 'anonymous' })).fromNumber).to.equal('anonymous');
  });

  it('are not erased by a later null', () => {
    const late = hangup({ external_number: null, contact: null, internal_number: null, target: null, direction: null });
    expect(callObservedIn(ringing(), connected(), late)).to.include({
      direction: 'inbound',
      fromNumber: '+15550110201',
      toNumber: '+15550100101',
      dialpadUserId: '4930824982817530',
    });
  });
});
