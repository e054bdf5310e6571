import { expect } from 'chai';
import { type CallObservation, callFactsOf } from '../../../src/domain/call/call-facts.js';
import { CALL_STATUSES, isLive, LIVE_STATUSES, statusOf } from '../../../src/domain/call/call-status.js';
import { dialpadCallId, fresh } from '../arbitraries.js';

const status = (seen: Partial<CallObservation>, answeredElsewhere?: boolean) =>
  statusOf(callFactsOf({ dialpadCallId, receivedAt: fresh.now, happenedAt: fresh.now, ...seen }), answeredElsewhere);

const connected = { connected: true };
const unanswered = { direction: 'inbound', over: true, unanswered: true } as const;

describe('the status of a call', () => {
  it('is live while it rings and while people talk', () => {
    expect(LIVE_STATUSES).to.deep.equal(['ringing', 'active']);
    expect(CALL_STATUSES.filter((one) => !isLive(one))).to.deep.equal(['ended', 'missed', 'rejected', 'voicemail']);
  });

  it('is ringing until it is answered, and active until it is over', () => {
    expect([status({}), status(connected), status({ ...connected, over: true })]).to.deep.equal([
      'ringing',
      'active',
      'ended',
    ]);
    expect(status({ over: true })).to.equal('ended');
  });

  it('is missed where its source says so, and where nobody ever answered it though it came from outside', () => {
    expect([status({ missed: true }), status(unanswered)]).to.deep.equal(['missed', 'missed']);
    expect(status({ ...unanswered, direction: 'outbound' })).to.equal('ended');
    expect(status({ ...unanswered, direction: null })).to.equal('ended');
    expect(status({ ...unanswered, unanswered: false })).to.equal('ended');
    expect(status({ ...unanswered, over: false })).to.equal('ringing');
    expect(status({ ...unanswered, ...connected })).to.equal('ended');
  });

  it('is not missed where somebody else took it', () => {
    expect([status({ missed: true }, true), status(unanswered, true)]).to.deep.equal(['ended', 'ended']);
    expect([status({ missed: true }, false), status(unanswered, false)]).to.deep.equal(['missed', 'missed']);
  });

  it('is rejected, or a voicemail, only where nobody answered', () => {
    expect([status({ rejected: true }), status({ rejected: true, ...connected })]).to.deep.equal([
      'rejected',
      'active',
    ]);
    expect([status({ voicemailLeft: true }), status({ voicemailLeft: true, ...connected })]).to.deep.equal([
      'voicemail',
      'ended',
    ]);
  });

  it('is a voicemail before it is rejected, and rejected before it is missed', () => {
    expect(status({ voicemailLeft: true, rejected: true, missed: true })).to.equal('voicemail');
    expect(status({ rejected: true, missed: true })).to.equal('rejected');
  });
});
