import { expect } from 'chai';
import { announcedTypes, callAfter } from '../after-events.js';
import { callIn, connected, hangup, missed, recording, ringing, uploaded } from '../translating.js';
import { START, unanswered } from './payloads.js';

describe('quirks of the course of a call', () => {
  it('a ringing event may describe a call that is over', () => {
    expect(callAfter(ringing({ date_ended: START + 9_000 })).status).to.equal('missed');
    expect(announcedTypes(ringing({ date_ended: START + 9_000 }))).to.deep.equal(['call.missed']);
  });

  it('connected may be a menu: only date_connected means an answer', () => {
    const menu = connected({ date_connected: null });
    expect(callAfter(ringing(), menu).status).to.equal('ringing');
    expect(callAfter(ringing(), menu, unanswered()).status).to.equal('missed');
  });

  it('connected may never come', () => {
    expect(callAfter(ringing(), hangup())).to.include({ status: 'ended', durationSeconds: 125 });
  });

  for (const [status, event] of [
    ['ringing', ringing()],
    ['ringing', ringing({ state: 'calling', direction: 'outbound' })],
    ['ringing', ringing({ state: 'preanswer' })],
    ['ringing', ringing({ state: 'queued' })],
    ['active', connected()],
    ['active', connected({ state: 'hold' })],
    ['active', connected({ state: 'parked' })],
    ['active', connected({ state: 'merged' })],
    ['ended', hangup()],
    ['missed', missed()],
    ['rejected', missed({ state: 'blocked' })],
    ['voicemail', uploaded()],
    ['ended', recording()],
  ] as const) {
    it(`any event creates the call, ${event.state} too, and a later one ends it`, () => {
      expect(callAfter(event).status).to.equal(status);
      const over = callAfter(event, hangup({ call_id: event.call_id, direction: event.direction }));
      expect(over.status).to.not.be.oneOf(['ringing', 'active']);
    });
  }

  it('states are recognised in upper and lower case', () => {
    expect(callIn(hangup({ state: ' HangUp' })).over).to.equal(true);
  });
});
