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

  it('the link to a voicemail may be on any event that ended the call', () => {
    expect(voicemailIn(unanswered({ voicemail_link: 'https://dialpad.com/v/1' }))?.recordingUrl).to.match(/v\/1$/);
  });
});
