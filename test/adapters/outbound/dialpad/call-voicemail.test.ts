import { expect } from 'chai';
import { callObservedIn } from './observed-call.js';
import { callIn, hangup, missed, RECEIVED_AT, uploaded, voicemailIn } from './translating.js';

describe('the voicemail of a call', () => {
  it('is left once it is uploaded, with its audio and its duration', () => {
    expect(voicemailIn(uploaded())).to.deep.equal({
      keys: ['call:5416778402039578', 'recording:5722331769643419'],
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
    expect(callObservedIn(uploaded())).to.include({ status: 'voicemail', durationSeconds: 0, recordingUrl: null });
  });

  it('is not left when the call only reaches the mailbox', () => {
    const none = { voicemail_link: null, voicemail_recording_id: null, recording_details: [] };
    const reached = uploaded({ ...none, state: 'voicemail', date_ended: null });
    expect(voicemailIn(reached)).to.equal(null);
    expect(callIn(reached)).to.include({ voicemailLeft: false, over: false });
    expect(callObservedIn(reached, hangup({ date_connected: null })).status).to.equal('missed');
  });

  it('is not proven by an address alone, in whatever event', () => {
    const link = 'https://dialpad.com/secureblob/voicemail/1.mp3';
    const address = { voicemail_link: link, voicemail_recording_id: null, recording_details: [], date_connected: null };
    const listed = { ...address, voicemail_link: null, voicemail_share_link: 'https://dialpad.com/shared/voicemail/1' };
    for (const fields of [address, listed, { ...address, voicemail_recording_id: 0 }]) {
      for (const event of [hangup(fields), missed(fields), uploaded({ ...fields, state: 'voicemail' })]) {
        expect(voicemailIn(event)).to.equal(null);
        expect(callIn(event).voicemailLeft).to.equal(false);
      }
      expect(callObservedIn(uploaded({ ...fields, state: 'voicemail' }), hangup(fields)).status).to.equal('missed');
    }
  });

  it('is proven by the id of its recording, in whatever event and form', () => {
    const link = 'https://dialpad.com/secureblob/voicemail/1.mp3';
    for (const id of [5722331769643419, '5722331769643419', 'vm_1']) {
      const ended = hangup({ date_connected: null, voicemail_link: link, voicemail_recording_id: id });
      expect(voicemailIn(ended)).to.include({ recordingUrl: link, durationSeconds: null });
      expect(callObservedIn(ended).status).to.equal('voicemail');
    }
  });

  it('gets its address from the event that proves it', () => {
    const link = 'https://dialpad.com/v/1';
    const bare = uploaded({ voicemail_link: link, voicemail_recording_id: null, recording_details: [] });
    expect(voicemailIn(bare)).to.include({ recordingUrl: link });
    const transcribed = missed({ voicemail_link: link, voicemail_recording_id: null, transcription_text: 'Call me.' });
    expect(voicemailIn(transcribed)).to.include({ recordingUrl: link, transcript: 'Call me.' });
  });

  it('is not proven by an address and the transcript of a conversation', () => {
    const text = { transcription_text: 'Good morning.', voicemail_link: 'https://dialpad.com/v/1' };
    expect(voicemailIn(hangup({ ...text, voicemail_recording_id: null }))).to.equal(null);
  });

  it('is left if its recording is in the details', () => {
    const details = [{ id: '1', duration: 9400, recording_type: 'Voicemail', url: 'https://dialpad.com/v/1' }];
    expect(voicemailIn(missed({ recording_details: details }))).to.include({
      recordingUrl: 'https://dialpad.com/v/1',
      durationSeconds: 9,
    });
  });

  it('is left by its upload, also without a link', () => {
    const bare = uploaded({ voicemail_link: null, recording_details: [] });
    expect(voicemailIn(bare)).to.include({ recordingUrl: null, durationSeconds: null });
  });

  it('gets its transcript when that is ready', () => {
    const text = 'Hi, this is Dana, please call me back.';
    const transcription = uploaded({ state: 'transcription', transcription_text: text });
    expect(voicemailIn(transcription)).to.deep.include({
      keys: ['call:5416778402039578', 'recording:5722331769643419'],
      transcript: text,
    });
    expect(voicemailIn(missed({ transcription_text: text }))).to.include({ transcript: text });
    expect(voicemailIn(missed({ transcription_text: ' ' }))).to.equal(null);
  });

  it('is known by its leg, by the legs that this one names, and by its recordings', () => {
    const named = { call_id: 1, entry_point_call_id: '2', master_call_id: 3, operator_call_id: 4 };
    const details = [
      { id: '8', recording_type: 'voicemail' },
      { id: '9', recording_type: 'callrecording' },
    ];
    const event = uploaded({ ...named, voicemail_recording_id: '9223372036854775807', recording_details: details });
    expect(voicemailIn(event)?.keys).to.deep.equal([
      ...['call:1', 'call:2', 'call:3', 'call:4', 'recording:9223372036854775807', 'recording:8'],
    ]);
    const placeholders = { call_id: 1, entry_point_call_id: 1, master_call_id: 0, operator_call_id: 'null' };
    const bare = uploaded({ ...placeholders, voicemail_recording_id: '', recording_details: [] });
    expect(voicemailIn(bare)?.keys).to.deep.equal(['call:1']);
  });
});
