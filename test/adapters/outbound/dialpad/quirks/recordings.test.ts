import { expect } from 'chai';
import { callAfter, callsAfter } from '../after-events.js';
import { callIn, hangup, recording, uploaded } from '../translating.js';

describe('quirks of recordings', () => {
  const url = 'https://dialpad.com/r/1';
  const blob = 'https://dialpad.com/blob/adminrecording/1.mp3';

  it('recording_url is a list, a text, or missing without the scope', () => {
    for (const recording_url of [[url], url, ['', url]])
      expect(callIn(hangup({ recording_url, recording_details: [] })).recordingUrl).to.equal(url);
    const details = [{ recording_type: 'callrecording', url }];
    expect(callIn(hangup({ recording_url: undefined, recording_details: details })).recordingUrl).to.equal(url);
  });

  it('a recording that a token can fetch is preferred to one that needs a browser session', () => {
    const both = { recording_url: [url], admin_recording_urls: [blob] };
    expect(callAfter(hangup(both)).recordingUrl).to.equal(url);
    expect(callAfter(hangup({ admin_recording_urls: [blob] })).recordingUrl).to.equal(blob);
    expect(callAfter(hangup({ admin_call_recording_urls: blob })).recordingUrl).to.equal(blob);
  });

  it('of two legs of one conversation one has the person’s recording, the other the company’s: each shows its own', () => {
    const user = recording({ call_id: 11, recording_url: [url], recording_details: [] });
    const company = recording({
      call_id: 12,
      master_call_id: 11,
      recording_url: null,
      recording_details: [],
      admin_recording_urls: [blob],
    });
    expect(callsAfter(user, company).map(({ recordingUrl }) => recordingUrl)).to.deep.equal([url, blob]);
  });

  it('the audio of a voicemail is never the recording of the call', () => {
    expect(callAfter(uploaded()).recordingUrl).to.equal(null);
  });
});
