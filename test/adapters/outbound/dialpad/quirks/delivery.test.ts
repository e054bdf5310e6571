import { expect } from 'chai';
import { problemOf } from '../../../../../src/adapters/inbound/http/problem.js';
import { storageFault, storageUnavailable } from '../../../../../src/application/ports/storage-error.js';
import { ANA } from '../../../../../src/testing/dialpad/people.js';
import { announcedTypes, callAfter, decisionAfter } from '../after-events.js';
import { connected, hangup, ringing, translate } from '../translating.js';
import { envelopeOf, received, START } from './payloads.js';

describe('quirks of delivery', () => {
  it('an authentic delivery is never answered with 429, which is final, but with 503, which is retried', () => {
    const busy = { _tag: 'Busy', allowance: { limit: 1, remaining: 0, resetSeconds: 9 } } as const;
    expect(problemOf(busy)).to.deep.include({
      status: 503,
      headers: { ...problemOf(busy).headers, 'retry-after': '9' },
    });
    expect(problemOf(storageUnavailable('full')).status).to.equal(503);
    expect(problemOf(storageFault('a bug')).status).to.equal(500);
  });

  it('an authentic event of an unknown shape or state is set aside, never refused', () => {
    for (const odd of [{}, [], ringing({ state: 'teleported' }), ringing({ call_id: null }), { id: {}, to_number: 1 }])
      expect(['Ignored', 'Unusable']).to.include(translate(odd)._tag);
    expect(envelopeOf(ringing({ state: 'teleported' }))?.name).to.equal('teleported');
  });

  it('one URL receives calls and messages', () => {
    expect([envelopeOf(ringing())?.name, envelopeOf(received())?.name]).to.deep.equal(['ringing', 'sms']);
    const { calls, messages } = decisionAfter(ringing(), received());
    expect([calls.length, messages.length]).to.deep.equal([1, 1]);
  });

  it('no event has an id, and its call’s id does not count as one', () => {
    expect(envelopeOf(ringing())?.eventId).to.equal(null);
    expect(envelopeOf(received())?.eventId).to.equal(null);
    expect(callAfter(ringing(), connected(), hangup()).status).to.equal('ended');
  });

  it('the same state of the same call comes again: connected, after a hold', () => {
    const hold = connected({ state: 'hold', event_timestamp: START + 30_000 });
    const back = connected({ event_timestamp: START + 60_000 });
    expect(callAfter(ringing(), connected(), hold).details.hold).to.equal('held');
    expect(callAfter(ringing(), connected(), hold, back).details.hold).to.equal(null);
  });

  it('a copy from another subscription, or a retry with the fields in another order, says nothing new', () => {
    const reordered = Object.fromEntries(Object.entries(hangup()).reverse());
    const once = announcedTypes(ringing(), connected(), hangup());
    expect(announcedTypes(ringing(), ringing(), connected(), hangup(), reordered, connected())).to.deep.equal(once);
  });

  it('the order is not guaranteed: an event that arrives late changes nothing', () => {
    expect(callAfter(hangup(), connected(), ringing())).to.deep.equal({
      ...callAfter(ringing(), connected(), hangup()),
      updatedAt: callAfter(hangup()).updatedAt,
    });
    expect(announcedTypes(hangup(), connected(), ringing())).to.deep.equal(['call.ended']);
  });

  it('a call event names no organisation, only the office of its target', () => {
    expect(envelopeOf(ringing())?.organizations).to.deep.equal([String(ANA.officeId)]);
    expect(envelopeOf(received())?.organizations).to.deep.equal([]);
  });
});
