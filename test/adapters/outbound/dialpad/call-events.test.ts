import { expect } from 'chai';
import { callObservedIn } from './observed-call.js';
import { callIn, connected, hangup, missed, RECEIVED_AT, ringing, translate } from './translating.js';

describe('a call event in Dialpad’s own format', () => {
  it('says who calls whom, when the call began and which person it is for', () => {
    expect(callIn(ringing())).to.include({
      dialpadCallId: '4743444132604262',
      receivedAt: RECEIVED_AT,
      happenedAt: 1791208801350,
      direction: 'inbound',
      fromNumber: '+15550110201',
      toNumber: '+15550100101',
      dialpadUserId: '4930824982817530',
      startedAt: 1791208800000,
      connected: false,
      over: false,
    });
  });

  it('goes from ringing to active to ended', () => {
    expect(callObservedIn(ringing()).status).to.equal('ringing');
    expect(callObservedIn(ringing(), connected()).status).to.equal('active');
    expect(callObservedIn(ringing(), connected(), hangup())).to.include({
      status: 'ended',
      startedAt: 1791208800000,
      endedAt: 1791208933902,
      durationSeconds: 125,
    });
  });

  it('creates the call, whichever event comes first or alone', () => {
    expect(callObservedIn(hangup())).to.include({ status: 'ended', durationSeconds: 125, fromNumber: '+15550110201' });
    expect(callObservedIn(connected()).status).to.equal('active');
    expect(callObservedIn(hangup(), ringing(), connected())).to.deep.equal(
      callObservedIn(ringing(), connected(), hangup()),
    );
  });

  it('with state missed makes the call missed, with a duration of 0', () => {
    expect(callObservedIn(missed())).to.include({ status: 'missed', durationSeconds: 0, endedAt: 1791209426544 });
  });

  it('with state blocked makes the call rejected', () => {
    expect(callIn(ringing({ state: 'blocked' }))).to.include({ rejected: true, over: true });
    expect(callObservedIn(ringing({ state: 'blocked' })).status).to.equal('rejected');
  });

  it('with state hangup, without date_connected, makes an inbound call missed and an outbound one ended', () => {
    const unanswered = { date_connected: null, duration: 0 };
    expect(callIn(hangup(unanswered))).to.include({ unanswered: true, durationSeconds: null });
    expect(callObservedIn(hangup(unanswered))).to.include({ status: 'missed', durationSeconds: 0 });
    expect(callObservedIn(hangup({ ...unanswered, direction: 'outbound' }))).to.include({
      status: 'ended',
      durationSeconds: 0,
    });
  });

  it('with state connected, without date_connected, is only a menu', () => {
    const menu = connected({ date_connected: null });
    expect(callIn(menu)).to.include({ connected: false, connectedAt: null });
    expect(callObservedIn(menu).status).to.equal('ringing');
  });

  it('with state ringing describes a call that is over, if it has date_ended', () => {
    const over = ringing({ date_ended: 1791208811000 });
    expect(callIn(over)).to.include({ over: true, endedAt: 1791208811000, unanswered: true });
    expect(callObservedIn(over).status).to.equal('missed');
  });

  for (const state of ['hangup', 'missed', 'blocked']) {
    it(`with state ${state} ends the call, also without date_ended`, () => {
      expect(callIn(ringing({ state }))).to.include({ over: true, endedAt: null });
    });
  }

  for (const state of [
    ...['calling', 'ringing', 'preanswer', 'queued', 'connected', 'hold', 'parked', 'merged', 'voicemail'],
    ...['monitor', 'barge', 'takeover', 'eavesdrop'],
  ]) {
    it(`with state ${state} belongs to a call that goes on`, () => {
      expect(callObservedIn(ringing({ state })).status).to.equal('ringing');
      expect(callObservedIn(connected({ state })).status).to.equal('active');
      expect(callObservedIn(hangup(), connected({ state })).status).to.equal('ended');
    });
  }

  for (const state of [
    ...['call_transcription', 'recap_summary', 'recap_outcome', 'recap_purposes', 'recap_action_items'],
    ...['dispositions', 'csat', 'pcsat', 'postcall'],
  ]) {
    const bare = { call_id: 4743444132604262, state };

    it(`with state ${state} can only follow a call, so it is over`, () => {
      expect(callObservedIn(connected(), hangup({ state }))).to.include({ status: 'ended', durationSeconds: 125 });
      expect(callObservedIn(connected(), connected({ state })).status).to.equal('ended');
      expect(callObservedIn(connected(), bare).status).to.equal('ended');
      expect(callObservedIn(bare, connected()).status).to.equal('ended');
    });

    it(`with state ${state} may give the length of a call without its times`, () => {
      for (const length of [{ talk_time: 55_000 }, { talk_time: '55000' }, { duration: 55_000.4 }]) {
        const after = { ...bare, ...length };
        expect(callObservedIn(connected(), after)).to.include({ status: 'ended', durationSeconds: 55 });
        expect(callObservedIn(after, connected())).to.include({ status: 'ended', durationSeconds: 55 });
        // What the hang-up says counts.
        expect(callObservedIn(connected(), after, hangup())).to.include({ durationSeconds: 125 });
      }
    });
  }

  for (const state of ['transcription', 'recording', 'admin_recording', 'ai_playbook', 'admin']) {
    it(`with state ${state} says what its fields say, and does not end the call by itself`, () => {
      expect(callObservedIn(connected(), hangup({ state }))).to.include({ status: 'ended', durationSeconds: 125 });
      expect(callObservedIn(connected(), connected({ state })).status).to.equal('active');
    });

    it(`with state ${state} and no content does not make an unknown call ring`, () => {
      const bare = { call_id: 1, state, event_timestamp: 1791208801350, date_connected: null, date_ended: null };
      expect(translate(bare)).to.deep.equal({ _tag: 'Observed', observations: [] });
    });
  }

  it('after the call, with fields left out, does not make the call unanswered', () => {
    const { date_connected: _, ...cut } = hangup({ state: 'recap_summary', event_timestamp: 1791209100000 });
    expect(callObservedIn(hangup(), cut)).to.include({ status: 'ended', durationSeconds: 125 });
  });

  it('has the time of talk as its length where it has no duration', () => {
    expect(callIn(hangup({ duration: null, talk_time: 55_000 })).durationSeconds).to.equal(55);
    expect(callIn(hangup({ duration: null, talk_time: 9e9 })).durationSeconds).to.equal(125);
    expect(callIn(hangup({ date_connected: null, talk_time: 55_000 })).durationSeconds).to.equal(null);
  });

  it('is recognised by its state in upper and lower case', () => {
    expect(callIn(hangup({ state: 'HangUp' })).over).to.equal(true);
    expect(callIn(missed({ state: ' MISSED ' })).missed).to.equal(true);
  });

  it('with an unknown state is ignored, and the reason names the state', () => {
    expect(translate(ringing({ state: 'teleported' }))).to.deep.equal({
      _tag: 'Ignored',
      reason: 'unknown call state "teleported"',
    });
    expect(translate(ringing({ state: 'all' }))._tag).to.equal('Ignored');
  });

  for (const call_id of [null, '', 0, '0', 'null', 'abc', -5, 1.5, '9223372036854775808', [1], {}, true]) {
    it(`with ${JSON.stringify(call_id)} as its call id is unusable`, () => {
      expect(translate(ringing({ call_id }))).to.deep.equal({
        _tag: 'Unusable',
        reason: 'call event without a call id',
      });
    });
  }

  it('without a call id is unusable', () => {
    expect(translate({ state: 'ringing' })._tag).to.equal('Unusable');
  });

  it('keeps every digit of a call id of 9223372036854775807', () => {
    const text = JSON.stringify(ringing()).replace('4743444132604262', '9223372036854775807');
    expect(callIn(text).dialpadCallId).to.equal('9223372036854775807');
  });

  it('may have its numbers as strings, as in the API', () => {
    const strings = Object.fromEntries(
      Object.entries(hangup()).map(([name, value]) => [name, typeof value === 'number' ? String(value) : value]),
    );
    expect(callIn(strings)).to.deep.equal(callIn(hangup()));
  });

  it('may have its booleans as TRUE and FALSE', () => {
    expect(callIn(hangup({ was_recorded: 'TRUE', is_transferred: 'FALSE' }))).to.deep.equal(callIn(hangup()));
  });

  it('may come without a contact, a target and anything else', () => {
    expect(callIn(ringing({ contact: null, target: null }))).to.include({
      fromNumber: '+15550110201',
      dialpadUserId: null,
    });
    expect(callIn({ state: 'ringing', call_id: 1 })).to.include({
      dialpadCallId: '1',
      happenedAt: null,
      direction: null,
    });
    expect(
      callIn({ state: 'ringing', call_id: 1, contact: [], target: 'x', recording_details: {} }).fromNumber,
    ).to.equal(null);
  });

  it('is for no user if its target is not a person', () => {
    for (const type of ['office', 'department', 'call_center', 'callcenter', 'coaching_team', 'room', null]) {
      expect(
        callIn(ringing({ target: { id: 4930824982817530, type, email: '' } })).dialpadUserId,
        String(type),
      ).to.equal(null);
    }
  });
});
