import { expect } from 'chai';
import { callIn, observationsOf, translate, voicemailIn } from './translating.js';

const NOON_ISO = '2026-01-28T12:00:00Z';
const NOON = Date.UTC(2026, 0, 28, 12);

describe('a voicemail event in the guide’s format', () => {
  const voicemail = {
    id: 5722331769643419,
    call_id: 9876543211,
    from_number: '555-0123',
    to_number: '555-9876',
    user_id: 123456,
    duration: 45,
    recording_url: 'https://recordings.dialpad.com/2',
    transcript: 'Hi, this is a test voicemail...',
  };
  const left = {
    keys: ['call:9876543211', 'recording:5722331769643419'],
    dialpadCallId: '9876543211',
    fromNumber: '555-0123',
    toNumber: '555-9876',
    dialpadUserId: '123456',
    durationSeconds: 45,
    recordingUrl: 'https://recordings.dialpad.com/2',
    transcript: 'Hi, this is a test voicemail...',
  };

  for (const event_type of ['voicemail.received', 'Voicemail.Updated', 'voicemail.transcribed', 'call.voicemail']) {
    it(`${event_type} is about a voicemail, and says that its call left one`, () => {
      const event = { event_type, timestamp: NOON_ISO, voicemail };
      expect(voicemailIn(event)).to.deep.include({ ...left, happenedAt: NOON });
      expect(callIn(event)).to.include({ dialpadCallId: '9876543211', voicemailLeft: true, fromNumber: '555-0123' });
      expect(callIn(event)).not.to.have.any.keys('durationSeconds', 'recordingUrl');
    });
  }

  for (const [where, event] of [
    ['at the top', { type: 'voicemail.received', ...voicemail }],
    ['under data', { type: 'voicemail.received', data: voicemail }],
    ['under data.voicemail', { type: 'voicemail.received', data: { voicemail } }],
    [
      'under voicemail and call',
      { type: 'voicemail.received', voicemail: { ...voicemail, call_id: null }, call: { id: 9876543211 } },
    ],
    [
      'under call, with its name',
      { type: 'call.voicemail', call: { ...voicemail, call_id: undefined, id: 9876543211 } },
    ],
  ] as const) {
    it(`has its fields ${where}`, () => {
      const { keys, ...content } = left;
      expect(voicemailIn(event)).to.include(content);
      expect(keys).to.include.members([...(voicemailIn(event)?.keys ?? [])]);
    });
  }

  it('has the duration and the audio of the voicemail, not those of the call', () => {
    const event = {
      event_type: 'voicemail.received',
      voicemail: { id: 5, duration_seconds: 45, url: 'message' },
      call: { id: 6, duration: 90, recording_url: 'call' },
    };
    expect(voicemailIn(event)).to.deep.include({
      keys: ['call:6', 'recording:5'],
      durationSeconds: 45,
      recordingUrl: 'message',
    });
  });

  it('is identified by its own id where no call is named', () => {
    for (const own of [{ voicemail: { id: 5 } }, { voicemail_id: 5 }, { id: '5' }, { data: { voicemail_id: 5 } }]) {
      const event = { event_type: 'voicemail.received', ...own };
      expect(voicemailIn(event)).to.deep.include({ keys: ['recording:5'], dialpadCallId: null });
      expect(observationsOf(event)).to.have.length(1);
    }
  });

  for (const [what, keys, event] of [
    ['its call and itself', ['call:6', 'recording:5'], { voicemail_id: 5, call_id: 6 }],
    [
      'its legs',
      ['call:6', 'call:2', 'call:3', 'call:4'],
      { call_id: 6, entry_point_call_id: 2, data: { master_call_id: 3, operator_call_id: 4 } },
    ],
    [
      'its recording',
      ['recording:5', 'recording:7', 'recording:8'],
      { voicemail_id: 5, voicemail: { recording_id: 7, recording: { id: '8' } } },
    ],
    ['its recording as Dialpad does', ['call:6', 'recording:7'], { call: { id: 6, voicemail_recording_id: '7' } }],
    [
      'placeholders too',
      ['recording:9223372036854775807'],
      { voicemail_id: '9223372036854775807', call_id: 0, master_call_id: 'null', recording_id: '' },
    ],
  ] as const) {
    it(`is known by every id that the event names: ${what}`, () => {
      expect(voicemailIn({ event_type: 'voicemail.received', ...event })?.keys).to.deep.equal(keys);
    });
  }

  it('is not known by the plain id of a call, nor by one beside a voicemail id', () => {
    expect(voicemailIn({ event_type: 'call.voicemail', id: 1, transcript: 'Hi' })?.keys).to.deep.equal(['call:1']);
    const event = { event_type: 'voicemail.received', id: 900, voicemail_id: 5 };
    expect(voicemailIn(event)?.keys).to.deep.equal(['recording:5']);
  });

  it('without either id is unusable', () => {
    expect(translate({ event_type: 'voicemail.received', voicemail: { transcript: 'Hi' } })).to.deep.equal({
      _tag: 'Unusable',
      reason: 'voicemail event without a call id or a voicemail id',
    });
  });

  it('call.voicemail without audio, transcript or duration says only that the call reached the mailbox', () => {
    for (const more of [{}, { duration: 0 }, { transcript: '' }, { recording_url: null }]) {
      const event = { event_type: 'call.voicemail', call: { id: 1, from: '555-0123', ...more } };
      expect(voicemailIn(event)).to.equal(null);
      expect(callIn(event)).to.include({ dialpadCallId: '1', fromNumber: '555-0123', voicemailLeft: false });
    }
  });

  for (const proof of [{ duration: 12 }, { transcript: 'Hi' }, { recording_url: 'https://x/1' }]) {
    it(`call.voicemail with a ${Object.keys(proof)[0]} is about a voicemail`, () => {
      expect(voicemailIn({ event_type: 'call.voicemail', call_id: 1, ...proof })).to.deep.include({ keys: ['call:1'] });
    });
  }
});
