import { expect } from 'chai';
import { recordingsOf } from '../../../../src/adapters/outbound/dialpad/call-recordings.js';
import { MAX_LISTED } from '../../../../src/adapters/outbound/dialpad/json-fields.js';
import { callObservedIn } from './observed-call.js';
import { callIn, hangup, recording, uploaded } from './translating.js';

describe('the recording of a call', () => {
  it('is looked for among so many only, each of which is read once, however long the lists are', () => {
    let reads = 0;
    const counted = (detail: object) =>
      new Proxy(detail, {
        get: (target, name) => {
          if (name === 'url') reads += 1;
          return Reflect.get(target, name);
        },
      });
    const url = (n: number) => `https://dialpad.com/r/${n}`;
    const details = Array.from({ length: 5_000 }, (_, n) => counted({ recording_type: 'voicemail', url: url(n) }));
    const urls = Array.from({ length: 5_000 }, (_, n) => url(n));
    expect(recordingsOf({ recording_url: urls, recording_details: details }).user).to.equal(null);
    // Once for the addresses of messages, once for those of calls.
    expect(reads).to.be.at.most(2 * MAX_LISTED);
  });

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

  it('has an id, by its address, as the only one of its kind or as the only one', () => {
    const details = (id: unknown, url: string, recording_type = 'callrecording') => ({ id, url, recording_type });
    const url = 'https://dialpad.com/r/2';
    for (const fields of [
      { recording_url: [url], recording_details: [details('1', 'https://dialpad.com/r/1'), details('2', url)] },
      { recording_url: `${url}?Signature=a`, recording_details: [details(2, `${url}?Signature=b`)] },
      { recording_url: [url], recording_details: [], call_recording_ids: ['2'] },
      { recording_url: null, recording_details: [details('2', url), details('9', 'x', 'admincallrecording')] },
    ]) {
      expect(callIn(hangup(fields)).recordingId, JSON.stringify(fields)).to.equal('2');
    }
    const company = { recording_details: [details('9', url, 'admincallrecording')], call_recording_ids: ['9'] };
    expect(callIn(hangup(company))).to.include({ recordingId: null, companyRecordingId: '9' });
  });

  it('has no id where several could be meant, or where a word stands for none', () => {
    const several = { recording_url: ['https://d/1'], recording_details: [], call_recording_ids: ['1', '2'] };
    const both = { ...several, call_recording_ids: ['1'], admin_recording_urls: ['https://d/2'] };
    const none = { ...several, call_recording_ids: ['null'] };
    for (const fields of [several, both, none]) {
      expect(callIn(hangup(fields))).to.include({ recordingId: null, companyRecordingId: null });
    }
  });

  it('has its id also in the guide’s format', () => {
    for (const event of [
      { call_id: 1, recording: { id: 99, url: 'https://d/1' } },
      { call_id: 1, recording_id: '99', recording_url: 'https://d/1' },
      { call: { id: 1, recording: { recording_id: 99, url: 'https://d/1' } } },
      { data: { call_id: 1, recording: { id: '99', url: 'https://d/1' } } },
    ]) {
      expect(callIn({ event: 'call.recording.completed', ...event }).recordingId).to.equal('99');
      expect(callIn({ event: 'call.ended', ...event }).recordingId).to.equal('99');
    }
    expect(callIn({ event: 'call.recording.completed', id: 1, url: 'https://d/1' }).recordingId).to.equal(null);
  });
});
