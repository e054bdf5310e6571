import { expect } from 'chai';
import type { Call } from '../../../../src/domain/call/call.js';
import { viewOf } from '../../../../src/domain/call/call-view.js';
import { observe } from '../../../../src/domain/call/observe-call.js';
import { fresh } from '../../../domain/arbitraries.js';
import {
  callIn,
  connected,
  hangup,
  missed,
  observationsOf,
  type Payload,
  RECEIVED_AT,
  recording,
  ringing,
  translate,
  uploaded,
  voicemailIn,
} from './translating.js';

/** What a call looks like after these events. */
const callAfter = (...payloads: readonly Payload[]) => {
  let call: Call | null = null;
  for (const payload of payloads) {
    for (const one of observationsOf(payload)) if (one._tag === 'Call') call = observe(call, one.seen, fresh).call;
  }
  if (call === null) throw new Error('no call was observed');
  return viewOf(call);
};

describe('a call event of Dialpad’s own', () => {
  it('tells who calls whom, when it began and which person it is for', () => {
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

  it('goes from ringing over active to ended', () => {
    expect(callAfter(ringing()).status).to.equal('ringing');
    expect(callAfter(ringing(), connected()).status).to.equal('active');
    expect(callAfter(ringing(), connected(), hangup())).to.include({
      status: 'ended',
      startedAt: 1791208800000,
      endedAt: 1791208933902,
      durationSeconds: 125,
    });
  });

  it('makes the call by itself, whichever event comes first or alone', () => {
    expect(callAfter(hangup())).to.include({ status: 'ended', durationSeconds: 125, fromNumber: '+15550110201' });
    expect(callAfter(connected()).status).to.equal('active');
    expect(callAfter(hangup(), ringing(), connected())).to.deep.equal(callAfter(ringing(), connected(), hangup()));
  });

  it('that is missed makes the call missed, of no length', () => {
    expect(callAfter(missed())).to.include({ status: 'missed', durationSeconds: 0, endedAt: 1791209426544 });
  });

  it('that is blocked makes the call rejected', () => {
    expect(callIn(ringing({ state: 'blocked' }))).to.include({ rejected: true, over: true });
    expect(callAfter(ringing({ state: 'blocked' })).status).to.equal('rejected');
  });

  it('that hangs up without date_connected makes an inbound call missed and an outbound one ended', () => {
    const unanswered = { date_connected: null, duration: 0 };
    expect(callIn(hangup(unanswered))).to.include({ unanswered: true, durationSeconds: null });
    expect(callAfter(hangup(unanswered))).to.include({ status: 'missed', durationSeconds: 0 });
    expect(callAfter(hangup({ ...unanswered, direction: 'outbound' }))).to.include({
      status: 'ended',
      durationSeconds: 0,
    });
  });

  it('that is connected without date_connected is only a menu', () => {
    const menu = connected({ date_connected: null });
    expect(callIn(menu)).to.include({ connected: false, connectedAt: null });
    expect(callAfter(menu).status).to.equal('ringing');
  });

  it('that still says ringing describes a call that is over, if it has date_ended', () => {
    const over = ringing({ date_ended: 1791208811000 });
    expect(callIn(over)).to.include({ over: true, endedAt: 1791208811000, unanswered: true });
    expect(callAfter(over).status).to.equal('missed');
  });

  for (const state of ['hangup', 'missed', 'blocked']) {
    it(`that says ${state} ends the call, also without date_ended`, () => {
      expect(callIn(ringing({ state }))).to.include({ over: true, endedAt: null });
    });
  }

  for (const state of [
    ...['calling', 'ringing', 'preanswer', 'queued', 'connected', 'hold', 'parked', 'merged', 'voicemail'],
    ...['monitor', 'barge', 'takeover', 'eavesdrop'],
  ]) {
    it(`that says ${state} belongs to a call that goes on`, () => {
      expect(callAfter(ringing({ state })).status).to.equal('ringing');
      expect(callAfter(connected({ state })).status).to.equal('active');
      expect(callAfter(hangup(), connected({ state })).status).to.equal('ended');
    });
  }

  for (const state of [
    ...['transcription', 'recording', 'admin_recording', 'call_transcription'],
    ...['recap_summary', 'recap_outcome', 'recap_purposes', 'recap_action_items', 'ai_playbook'],
    ...['dispositions', 'csat', 'pcsat', 'postcall', 'admin'],
  ]) {
    it(`that says ${state} tells what its fields tell, and no end of its own`, () => {
      expect(callAfter(connected(), hangup({ state }))).to.include({ status: 'ended', durationSeconds: 125 });
      expect(callAfter(connected(), connected({ state })).status).to.equal('active');
    });

    it(`that says ${state} and nothing of the call does not make an unknown call ring`, () => {
      const bare = { call_id: 1, state, event_timestamp: 1791208801350, date_connected: null, date_ended: null };
      expect(translate(bare)).to.deep.equal({ _tag: 'Observed', observations: [] });
    });
  }

  it('that comes after the call and was cut short does not deny that anybody answered', () => {
    const { date_connected: _, ...cut } = hangup({ state: 'recap_summary', event_timestamp: 1791209100000 });
    expect(callAfter(hangup(), cut)).to.include({ status: 'ended', durationSeconds: 125 });
  });

  it('is known by its state in any case', () => {
    expect(callIn(hangup({ state: 'HangUp' })).over).to.equal(true);
    expect(callIn(missed({ state: ' MISSED ' })).missed).to.equal(true);
  });

  it('of an unknown state is ignored, and named', () => {
    expect(translate(ringing({ state: 'teleported' }))).to.deep.equal({
      _tag: 'Ignored',
      reason: 'unknown call state "teleported"',
    });
    expect(translate(ringing({ state: 'all' }))._tag).to.equal('Ignored');
  });

  for (const call_id of [null, '', 0, '0', 'null', 'abc', -5, 1.5, '9223372036854775808', [1], {}, true]) {
    it(`with ${JSON.stringify(call_id)} for a call id is unusable`, () => {
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

  it('may write its numbers as strings, as the API does', () => {
    const strings = Object.fromEntries(
      Object.entries(hangup()).map(([name, value]) => [name, typeof value === 'number' ? String(value) : value]),
    );
    expect(callIn(strings)).to.deep.equal(callIn(hangup()));
  });

  it('may write its booleans as TRUE and FALSE', () => {
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

  it('is for nobody in particular, if its target is no person', () => {
    for (const type of ['office', 'department', 'call_center', 'callcenter', 'coaching_team', 'room', null]) {
      expect(
        callIn(ringing({ target: { id: 4930824982817530, type, email: '' } })).dialpadUserId,
        String(type),
      ).to.equal(null);
    }
  });
});

describe('the numbers of a call', () => {
  it('go from ours to theirs when the call is outbound', () => {
    expect(callIn(ringing({ direction: 'outbound', state: 'calling' }))).to.include({
      direction: 'outbound',
      fromNumber: '+15550100101',
      toNumber: '+15550110201',
    });
  });

  for (const internal_number of [null, 'blocked', '']) {
    it(`show the caller id that was chosen where ours is ${JSON.stringify(internal_number)}`, () => {
      const outbound = { direction: 'outbound', internal_number, selected_caller_id: '+15550100199' };
      expect(callIn(ringing(outbound)).fromNumber).to.equal('+15550100199');
    });
  }

  it('say blocked, if that is all there is to say', () => {
    const outbound = { direction: 'outbound', internal_number: 'blocked', selected_caller_id: null };
    expect(callIn(ringing(outbound)).fromNumber).to.equal('blocked');
  });

  it('show the contact’s where the caller withheld theirs', () => {
    expect(callIn(ringing({ external_number: null })).fromNumber).to.equal('+15550110201');
    expect(callIn(ringing({ external_number: null, contact: null })).fromNumber).to.equal(null);
    expect(callIn(ringing({ external_number: 'anonymous' })).fromNumber).to.equal('anonymous');
  });

  it('are not wiped by a later null', () => {
    const late = hangup({ external_number: null, contact: null, internal_number: null, target: null, direction: null });
    expect(callAfter(ringing(), connected(), late)).to.include({
      direction: 'inbound',
      fromNumber: '+15550110201',
      toNumber: '+15550100101',
      dialpadUserId: '4930824982817530',
    });
  });
});

describe('a voicemail', () => {
  it('is left once it is uploaded, with its audio and its length', () => {
    expect(voicemailIn(uploaded())).to.deep.equal({
      key: 'call:5416778402039578',
      dialpadCallId: '5416778402039578',
      receivedAt: RECEIVED_AT,
      happenedAt: 1791209766480,
      dialpadUserId: '4930824982817530',
      fromNumber: '+15550110201',
      toNumber: '+15550100101',
      recordingUrl: 'https://dialpad.com/secureblob/voicemail/5722331769643419.mp3',
      isRecordingPage: false,
      transcript: null,
      durationSeconds: 31,
    });
    expect(callAfter(uploaded())).to.include({ status: 'voicemail', durationSeconds: 0, recordingUrl: null });
  });

  it('is not left by merely reaching the mailbox', () => {
    const reached = uploaded({ state: 'voicemail', date_ended: null, voicemail_link: null, recording_details: [] });
    expect(voicemailIn(reached)).to.equal(null);
    expect(callIn(reached)).to.include({ voicemailLeft: false, over: false });
    expect(callAfter(reached, hangup({ date_connected: null })).status).to.equal('missed');
  });

  it('is left by whichever state ends the call with a link to it', () => {
    const link = 'https://dialpad.com/secureblob/voicemail/1.mp3';
    const ended = hangup({ date_connected: null, voicemail_link: link });
    expect(voicemailIn(ended)).to.include({ recordingUrl: link, durationSeconds: null });
    expect(callAfter(ended).status).to.equal('voicemail');
  });

  it('is left if its recording is listed', () => {
    const details = [{ id: '1', duration: 9400, recording_type: 'Voicemail', url: 'https://dialpad.com/v/1' }];
    expect(voicemailIn(missed({ recording_details: details }))).to.include({
      recordingUrl: 'https://dialpad.com/v/1',
      durationSeconds: 9,
    });
  });

  it('is left by its upload alone, also without a link', () => {
    const bare = uploaded({ voicemail_link: null, recording_details: [] });
    expect(voicemailIn(bare)).to.include({ recordingUrl: null, durationSeconds: null });
  });

  it('gets its transcript when that is ready', () => {
    const text = 'Hi, this is Dana, please call me back.';
    const transcription = uploaded({ state: 'transcription', transcription_text: text });
    expect(voicemailIn(transcription)).to.include({ key: 'call:5416778402039578', transcript: text });
    expect(voicemailIn(missed({ transcription_text: text }))).to.include({ transcript: text });
    expect(voicemailIn(missed({ transcription_text: ' ' }))).to.equal(null);
  });
});

describe('the recording of a call', () => {
  it('is read from its list, its text or its details', () => {
    const url = 'https://dialpad.com/r/5143934297506383';
    expect(callIn(recording()).recordingUrl).to.equal(url);
    expect(callIn(recording({ recording_url: url, recording_details: [] })).recordingUrl).to.equal(url);
    expect(callIn(recording({ recording_url: ['', url], recording_details: null })).recordingUrl).to.equal(url);
    expect(callIn(recording({ recording_url: undefined })).recordingUrl).to.equal(url);
    expect(callIn(hangup({ recording_url: [url] })).recordingUrl).to.equal(url);
  });

  it('does not wipe anything that is known of the call', () => {
    const { call_id } = hangup();
    expect(callAfter(hangup(), { state: 'recording', call_id, recording_url: ['https://dialpad.com/r/1'] })).to.include(
      {
        status: 'ended',
        durationSeconds: 125,
        recordingUrl: 'https://dialpad.com/r/1',
      },
    );
  });

  for (const [field, value] of [
    ['admin_recording_urls', ['https://dialpad.com/blob/adminrecording/1']],
    ['admin_call_recording_urls', 'https://dialpad.com/blob/adminrecording/1'],
    ['recording_details', [{ recording_type: 'admincallrecording', url: 'https://dialpad.com/blob/adminrecording/1' }]],
  ] as const) {
    it(`is the company’s own in ${field}`, () => {
      expect(callIn(hangup({ state: 'admin_recording', [field]: value }))).to.include({
        recordingUrl: null,
        companyRecordingUrl: 'https://dialpad.com/blob/adminrecording/1',
      });
    });
  }

  it('is never a voicemail', () => {
    const link = 'https://dialpad.com/secureblob/voicemail/5722331769643419.mp3';
    expect(callIn(uploaded({ recording_url: [link] })).recordingUrl).to.equal(null);
    expect(callIn(uploaded()).recordingUrl).to.equal(null);
  });
});
