import { expect } from 'chai';
import { announcedTypes, callAfter } from '../after-events.js';
import { connected, hangup, ringing } from '../translating.js';
import { START, unanswered } from './payloads.js';

describe('quirks of the end of a call', () => {
  it('hangup may never come: any event with date_ended ends the call', () => {
    for (const state of ['recording', 'call_transcription', 'recap_summary', 'dispositions', 'csat', 'postcall'])
      expect(callAfter(ringing(), connected(), hangup({ state })).status, state).to.equal('ended');
  });

  it('hangup ends answered and unanswered calls: date_connected distinguishes them', () => {
    expect(callAfter(hangup()).status).to.equal('ended');
    expect(callAfter(unanswered()).status).to.equal('missed');
    expect(callAfter(unanswered({ direction: 'outbound' }))).to.include({ status: 'ended', durationSeconds: 0 });
  });

  it('missed may come before hangup, after it, or not at all, and is announced once', () => {
    const [none, only] = [unanswered(), ringing({ state: 'missed', date_ended: START + 22_000 })];
    for (const order of [
      [ringing(), only, none],
      [ringing(), none, only],
      [ringing(), none],
      [ringing(), only],
    ])
      expect(announcedTypes(...order)).to.deep.equal(['call.ring', 'call.missed']);
  });

  it('an after-call event causes neither a ring nor a missing answer', () => {
    const { date_connected: _, ...cut } = hangup({ state: 'recap_summary', recap_summary: 'They talked.' });
    expect(callAfter(hangup(), cut)).to.include({ status: 'ended', durationSeconds: 125 });
    expect(announcedTypes(connected({ state: 'admin', date_connected: null }))).to.deep.equal([]);
  });

  it('a call that is over stays over, whichever event arrives late', () => {
    for (const state of ['ringing', 'queued', 'hold', 'parked', 'monitor', 'barge', 'takeover', 'eavesdrop'])
      expect(callAfter(hangup(), connected({ state })).status, state).to.equal('ended');
  });
});
