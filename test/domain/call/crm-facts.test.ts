import { expect } from 'chai';
import type { Call } from '../../../src/domain/call/call.js';
import { viewOf } from '../../../src/domain/call/call-view.js';
import { labelOn } from '../../../src/domain/call/label-on.js';
import { observe } from '../../../src/domain/call/observe-call.js';
import { writeOn } from '../../../src/domain/call/write-on.js';
import { dialpadCallId, fresh } from '../arbitraries.js';

const RINGS = { dialpadCallId, receivedAt: fresh.now, happenedAt: fresh.now };
const ringing = observe(null, RINGS, fresh).call;

const written = (call: Call, wanted: Parameters<typeof writeOn>[1], now: number) => {
  const seen = writeOn(call, wanted, now);
  if (seen === null) throw new Error('nothing was written');
  return observe(call, seen, { ...fresh, now });
};

describe('labels that a CRM gives a call', () => {
  it('replace those that are known, also by a clock that is ahead, and say nothing else of the call', () => {
    const ahead = observe(ringing, { ...RINGS, happenedAt: fresh.now + 500, labels: ['vip'] }, fresh).call;
    const { call, changed } = observe(ahead, labelOn(ahead, [], fresh.now + 1), fresh);
    expect(viewOf(call)).to.deep.equal({ ...viewOf(ahead), details: { ...viewOf(ahead).details, labels: [] } });
    expect(changed).to.deep.equal(['labels']);
  });
});

describe('what a CRM writes on a call', () => {
  it('is shown, and announced as an update that names what has changed', () => {
    const { call, eventTypes, changed } = written(ringing, { disposition: 'sold', note: null }, fresh.now + 1);
    expect(viewOf(call).details).to.include({ disposition: 'sold', note: null, recordUrl: null });
    expect({ eventTypes, changed }).to.deep.equal({ eventTypes: ['call.updated'], changed: ['disposition'] });
  });

  it('says nothing of when the call began, or whether it goes on', () => {
    const { call } = written(ringing, { note: 'Wants a call back' }, fresh.now + 60_000);
    expect(viewOf(call)).to.deep.include({
      ...viewOf(ringing),
      updatedAt: fresh.now + 60_000,
      details: viewOf(call).details,
    });
  });

  it('is nothing if it is on the call already', () => {
    const { call } = written(ringing, { note: 'Hi' }, fresh.now);
    expect(writeOn(call, { note: 'Hi', disposition: null }, fresh.now + 1)).to.equal(null);
    expect(writeOn(call, {}, fresh.now + 1)).to.equal(null);
  });

  it('replaces what was written before, at the same time or by a clock that was ahead', () => {
    const first = written(ringing, { note: 'z', recordUrl: 'https://crm.example.com/1' }, fresh.now + 5_000).call;
    const second = written(first, { note: 'a' }, fresh.now + 5_000).call;
    const third = written(second, { note: null }, fresh.now).call;
    expect([first, second, third].map((call) => viewOf(call).details.note)).to.deep.equal(['z', 'a', null]);
    expect(viewOf(third).details.recordUrl).to.equal('https://crm.example.com/1');
  });

  it('stays when the phone system tells more, before or after', () => {
    const seen = writeOn(ringing, { note: 'Hi' }, fresh.now + 1);
    const over = { ...RINGS, happenedAt: fresh.now + 2, connected: true, over: true };
    if (seen === null) throw new Error('nothing was written');
    const one = observe(observe(ringing, seen, fresh).call, over, fresh).call;
    const other = observe(observe(ringing, over, fresh).call, seen, fresh).call;
    expect(one.facts).to.deep.equal(other.facts);
    expect(viewOf(one)).to.deep.include({ status: 'ended' }).and.have.nested.property('details.note', 'Hi');
  });
});
