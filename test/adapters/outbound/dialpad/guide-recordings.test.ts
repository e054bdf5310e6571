import { expect } from 'chai';
import { callIn, translate } from './translating.js';

describe('a recording event in the guide’s format', () => {
  const url = 'https://recordings.dialpad.com/1';
  for (const [where, event] of [
    ['call.recording_url', { call: { id: 1, recording_url: url } }],
    ['recording.url', { call_id: 1, recording: { id: 99, url } }],
    ['recording.download_url', { recording: { id: 99, call_id: 1, download_url: url } }],
    ['recording', { call_id: 1, recording: url }],
    ['data.recording.url', { data: { call_id: 1, recording: { url } } }],
    ['call.recording.url', { call: { id: 1, recording: { url } } }],
    ['url', { id: 1, url }],
    ['download_url', { call_id: 1, download_url: url }],
  ] as const) {
    it(`has the URL in ${where}`, () => {
      const seen = callIn({ event_type: 'call.recording.completed', ...event });
      expect(seen).to.include({ dialpadCallId: '1', recordingUrl: url });
    });
  }

  it('needs a call id and a URL', () => {
    const event_type = 'call.recording.completed';
    expect(translate({ event_type, recording: { id: 99, url } })).to.include({
      _tag: 'Unusable',
      reason: 'call event without a call id',
    });
    expect(translate({ event_type, call_id: 1, recording: {} })).to.include({
      _tag: 'Unusable',
      reason: 'recording event without the address of a recording',
    });
  });

  it('is not the only event that may have a recording', () => {
    expect(callIn({ event_type: 'call.ended', call: { id: 1, recording_url: url } }).recordingUrl).to.equal(url);
    expect(callIn({ event_type: 'call.ended', call: { id: 1, url: 'https://crm/page' } }).recordingUrl).to.equal(null);
  });
});
