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
  keys: [`call:${callId}`],
  receivedAt: fresh.now,
  happenedAt: fresh.now,
  dialpadCallId: callId,
  recordingUrl: 'https://dialpad.com/secureblob/voicemail/1.mp3',
  durationSeconds: 31,
};
const transcribed: VoicemailObservation = {
  keys: [`call:${callId}`],
  receivedAt: fresh.now,
  happenedAt: fresh.now + 60_000,
  transcript: 'Hi, this is a test.',
};
const nothing: VoicemailObservation = { keys: [`call:${callId}`], receivedAt: fresh.now, happenedAt: fresh.now };

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

  it('begins with all that its first scoped tells', () => {
    const said = {
      dialpadCallId: callId,
      dialpadUserId: '7' as DialpadId,
      fromNumber: '555-0123',
      toNumber: '555-9876',
      recordingUrl: 'recording',
      transcript: 'Hi.',
      durationSeconds: 31,
    };
    const { voicemail } = observeVoicemail(null, { ...uploaded, ...said }, fresh);
    const { id, appId, now } = fresh;
    expect(viewOfVoicemail(voicemail)).to.deep.equal({ ...said, id, appId, createdAt: now, updatedAt: now });
    expect(voicemail).to.include({ key: uploaded.keys[0], deletedAt: null, revision: 1 });
    for (const field of Object.keys(said)) {
      expect(viewOfVoicemail(observeVoicemail(null, nothing, fresh).voicemail), field).to.have.property(field, null);
    }
  });

  it('loses nothing by a scoped that tells nothing', () => {
    const { voicemail } = observeVoicemail(null, uploaded, fresh);
    expect(observeVoicemail(voicemail, { ...nothing, happenedAt: fresh.now + 9 }, fresh)).to.deep.equal({
      voicemail,
      eventTypes: [],
    });
  });

  it('counts its changes, and keeps when what is shown of it last did', () => {
    const { voicemail } = observeVoicemail(null, uploaded, fresh);
    const later = { ...fresh, now: fresh.now + 5 };
    const unseen = observeVoicemail(voicemail, { ...uploaded, happenedAt: fresh.now + 1 }, later);
    expect(unseen.eventTypes).to.deep.equal([]);
    expect(unseen.voicemail).to.include({ revision: 2, updatedAt: fresh.now });
    const shown = observeVoicemail(voicemail, transcribed, later).voicemail;
    expect(shown).to.include({ revision: 2, createdAt: fresh.now, updatedAt: later.now });
  });

  it('has a recording that is named by itself rather than a page that plays it', () => {
    const page = { ...uploaded, happenedAt: fresh.now + 9, recordingUrl: 'page', isRecordingPage: true };
    const { voicemail } = observeVoicemail(observeVoicemail(null, uploaded, fresh).voicemail, page, fresh);
    expect(viewOfVoicemail(voicemail).recordingUrl).to.equal(uploaded.recordingUrl);
    const other = { ...page, isRecordingPage: false };
    const { voicemail: then } = observeVoicemail(voicemail, other, fresh);
    expect(viewOfVoicemail(then).recordingUrl).to.equal('page');
  });
});
