import { expect } from 'chai';
import { viewOfVoicemail } from '../../../../../src/domain/voicemail/voicemail.js';
import { announcedTypes, callAfter, decisionAfter } from '../after-events.js';
import { ringing, uploaded, voicemailIn } from '../translating.js';
import { START, unanswered } from './payloads.js';

describe('quirks of voicemails', () => {
  it('a call that reaches the mailbox may leave no voicemail', () => {
    const mailbox = ringing({ state: 'voicemail' });
    expect(voicemailIn(mailbox)).to.equal(null);
    expect(decisionAfter(ringing(), mailbox, unanswered()).voicemails).to.deep.equal([]);
    expect(callAfter(ringing(), mailbox, unanswered()).status).to.equal('missed');
  });

  it('the audio of a voicemail comes later, its transcript after that', () => {
    const transcribed = uploaded({
      state: 'transcription',
      transcription_text: 'Call me.',
      event_timestamp: START + 9e6,
    });
    const [message, ...more] = decisionAfter(uploaded(), transcribed).voicemails;
    expect(more).to.deep.equal([]);
    expect(message && viewOfVoicemail(message)).to.include({ transcript: 'Call me.', durationSeconds: 31 });
    expect(announcedTypes(uploaded(), transcribed)).to.deep.equal(['voicemail.received', 'voicemail.updated']);
  });

  it('a link without a recording id is set too where the caller hung up during the greeting', () => {
    const link = { voicemail_link: 'https://dialpad.com/v/1', voicemail_recording_id: null };
    const events = [ringing(), ringing({ ...link, state: 'voicemail' }), unanswered(link)];
    expect(decisionAfter(...events).voicemails).to.deep.equal([]);
    expect(announcedTypes(...events)).to.deep.equal(['call.ring', 'call.missed']);
  });

  it('the id of a recording may be on any event that ended the call', () => {
    const named = { voicemail_link: 'https://dialpad.com/v/1', voicemail_recording_id: 5722331769643419 };
    expect(voicemailIn(unanswered(named))?.recordingUrl).to.match(/v\/1$/);
  });
});
