import { expect } from 'chai';
import { callObservedIn } from './observed-call.js';
import { callIn, hangup, recording, uploaded } from './translating.js';

describe('the recording of a call', () => {
  it('is read from a list, a text or the details', () => {
    const url = 'https://dialpad.com/r/5143934297506383';
    expect(callIn(recording()).recordingUrl).to.equal(url);
    expect(callIn(recording({ recording_url: url, recording_details: [] })).recordingUrl).to.equal(url);
    expect(callIn(recording({ recording_url: ['', url], recording_details: null })).recordingUrl).to.equal(url);
    expect(callIn(recording({ recording_url: undefined })).recordingUrl).to.equal(url);
    expect(callIn(hangup({ recording_url: [url] })).recordingUrl).to.equal(url);
  });

  it('does not erase what is known of the call', () => {
    const { call_id } = hangup();
    expect(
      callObservedIn(hangup(), { state: 'recording', call_id, recording_url: ['https://dialpad.com/r/1'] }),
    ).to.include({
      status: 'ended',
      durationSeconds: 125,
      recordingUrl: 'https://dialpad.com/r/1',
    });
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
