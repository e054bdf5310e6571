import { expect } from 'chai';
import type { DialpadId } from '../../../src/domain/dialpad-id.js';
import type { VoicemailId } from '../../../src/domain/ids.js';
import {
  observeVoicemail,
  type VoicemailObservation,
  viewOfVoicemail,
} from '../../../src/domain/voicemail/voicemail.js';
import { fresh as anyFresh } from '../arbitraries.js';

const fresh = { ...anyFresh, id: '01890000-0000-7000-8000-000000000003' as VoicemailId };
const callId = '5416778402039578' as DialpadId;

const uploaded: VoicemailObservation = {
  key: `call:${callId}`,
  receivedAt: fresh.now,
  happenedAt: fresh.now,
  dialpadCallId: callId,
  recordingUrl: 'https://dialpad.com/secureblob/voicemail/1.mp3',
  durationSeconds: 31,
};
const transcribed: VoicemailObservation = {
  key: `call:${callId}`,
  receivedAt: fresh.now,
  happenedAt: fresh.now + 60_000,
  transcript: 'Hi, this is a test.',
};

describe('a voicemail', () => {
  it('is received once, and updated when its transcript follows', () => {
    const first = observeVoicemail(null, uploaded, fresh);
    const again = observeVoicemail(first.voicemail, uploaded, fresh);
    const then = observeVoicemail(again.voicemail, transcribed, fresh);
    expect([...first.eventTypes, ...again.eventTypes, ...then.eventTypes]).to.deep.equal([
      'voicemail.received',
      'voicemail.updated',
    ]);
    expect(viewOfVoicemail(then.voicemail)).to.include({ durationSeconds: 31, transcript: 'Hi, this is a test.' });
  });

  it('is the same when the transcript comes first', () => {
    const inOrder = observeVoicemail(observeVoicemail(null, uploaded, fresh).voicemail, transcribed, fresh);
    const swapped = observeVoicemail(observeVoicemail(null, transcribed, fresh).voicemail, uploaded, fresh);
    expect(viewOfVoicemail(swapped.voicemail)).to.deep.equal(viewOfVoicemail(inOrder.voicemail));
  });

  it('stays deleted, and silent, when its transcript comes after its deletion', () => {
    const deleted = { ...observeVoicemail(null, uploaded, fresh).voicemail, deletedAt: fresh.now };
    expect(observeVoicemail(deleted, transcribed, fresh)).to.deep.equal({ voicemail: deleted, eventTypes: [] });
  });
});
