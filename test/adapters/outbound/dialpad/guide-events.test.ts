import { expect } from 'chai';
import { callIn, messageIn, observationsOf, RECEIVED_AT, translate, voicemailIn } from './translating.js';

const NOON = Date.UTC(2026, 0, 28, 12);
const NOON_ISO = '2026-01-28T12:00:00Z';

const ring = {
  id: 9876543210,
  direction: 'inbound',
  from_number: '555-0123',
  to_number: '555-9876',
  user_id: 123456,
  started_at: NOON_ISO,
};
const seenRinging = {
  dialpadCallId: '9876543210',
  direction: 'inbound',
  fromNumber: '555-0123',
  toNumber: '555-9876',
  dialpadUserId: '123456',
  startedAt: NOON,
};

describe('a call event of the guide’s family', () => {
  for (const [where, event] of [
    ['at the top', { event_type: 'call.ring', ...ring }],
    ['under call', { event_type: 'call.ring', call: ring }],
    ['under data', { event_type: 'call.ring', data: ring }],
    ['under data.call', { event_type: 'call.ring', data: { call: ring } }],
    [
      'partly under call, partly at the top',
      { event_type: 'call.ring', ...ring, id: 'evt_1', call: { id: 9876543210 } },
    ],
  ] as const) {
    it(`has its fields ${where}`, () => {
      expect(callIn(event)).to.include({ ...seenRinging, receivedAt: RECEIVED_AT, happenedAt: null });
    });
  }

  for (const named of ['event_type', 'event', 'type']) {
    it(`is named in ${named}, in any case`, () => {
      expect(callIn({ [named]: 'Call.RING', call: ring })).to.include(seenRinging);
    });
  }

  for (const id of ['id', 'call_id', 'dialpad_call_id']) {
    for (const [from, to] of [
      ['from', 'to'],
      ['from_number', 'to_number'],
      ['caller', 'callee'],
    ] as const) {
      it(`may write ${id}, ${from} and ${to}`, () => {
        const event = { event: 'call.ring', call: { [id]: '9876543210', [from]: '555-0123', [to]: '555-9876' } };
        expect(callIn(event)).to.include({ dialpadCallId: '9876543210', fromNumber: '555-0123', toNumber: '555-9876' });
      });
    }
  }

  it('may be in the shape in which the guide’s own messages are', () => {
    const event = {
      event: 'call.ring',
      timestamp: NOON_ISO,
      call_id: '550e8400-e29b-41d4-a716-446655440000',
      dialpad_call_id: 9876543210,
      from_number: '555-0123',
      to_number: '555-9876',
      direction: 'inbound',
      dialpad_user_id: 123456,
      target_crm_user: 'user@example.com',
    };
    expect(callIn(event)).to.include({ ...seenRinging, startedAt: null, happenedAt: NOON });
  });

  for (const user of [{ user_id: 7 }, { dialpad_user_id: '7' }, { owner: { id: 7 } }]) {
    it(`names the person in ${Object.keys(user)[0]}`, () => {
      expect(callIn({ type: 'call.ring', call: { id: 1, ...user } }).dialpadUserId).to.equal('7');
    });
  }

  for (const [field, value] of [
    ['timestamp', NOON_ISO],
    ['occurred_at', NOON],
    ['event_timestamp', NOON / 1000],
    ['created_at', String(NOON)],
  ] as const) {
    it(`happened at its ${field}`, () => {
      expect(callIn({ event_type: 'call.ring', [field]: value, call: { id: 1 } }).happenedAt).to.equal(NOON);
    });
  }

  it('did not happen when the call was created', () => {
    expect(callIn({ event_type: 'call.ended', call: { id: 1, created_at: NOON_ISO } }).happenedAt).to.equal(null);
  });

  it('call.ring only sights the call', () => {
    const { connected, over, missed, rejected, voicemailLeft } = callIn({ event_type: 'call.ring', call: ring });
    expect([connected, over, missed, rejected, voicemailLeft]).to.deep.equal(new Array(5).fill(undefined));
  });

  it('call.started connects it', () => {
    expect(callIn({ event_type: 'call.started', call: { id: 1 } }).connected).to.equal(true);
  });

  for (const [duration, start, end] of [
    ['duration', 'started_at', 'ended_at'],
    ['duration_seconds', 'start_time', 'end_time'],
  ] as const) {
    it(`call.ended ends it, with ${duration}, ${start} and ${end}`, () => {
      const call = { id: 1, [duration]: 300, [start]: NOON_ISO, [end]: '2026-01-28T12:05:00Z' };
      expect(callIn({ event_type: 'call.ended', call })).to.include({
        over: true,
        durationSeconds: 300,
        startedAt: NOON,
        endedAt: NOON + 300_000,
      });
    });
  }

  it('call.missed and call.rejected say so', () => {
    expect(callIn({ event_type: 'call.missed', call: { id: 1 } })).to.include({ over: true, missed: true });
    expect(callIn({ event_type: 'call.rejected', call: { id: 1 } })).to.include({ over: true, rejected: true });
  });

  for (const [status, fact] of [
    ['missed', { missed: true }],
    ['Rejected', { rejected: true }],
    ['no_answer', { unanswered: true }],
    ['busy', { unanswered: true }],
    ['completed', {}],
    [17, {}],
  ] as const) {
    it(`call.ended with the status ${status} says ${Object.keys(fact)[0] ?? 'nothing more'}`, () => {
      const { missed, rejected, unanswered } = callIn({ event_type: 'call.ended', call: { id: 1, status } });
      const all = { missed: undefined, rejected: undefined, unanswered: undefined };
      expect({ missed, rejected, unanswered }).to.deep.equal({ ...all, ...fact });
    });
  }

  it('without a call id is unusable', () => {
    for (const event_type of [
      'call.ring',
      'call.started',
      'call.ended',
      'call.missed',
      'call.rejected',
      'call.voicemail',
    ]) {
      expect(translate({ event_type, from: '555-0123', call: { id: null } }), event_type).to.deep.equal({
        _tag: 'Unusable',
        reason: 'call event without a call id',
      });
    }
  });

  it('of an unknown type is ignored, and named', () => {
    expect(translate({ event_type: 'fax.received', call_id: 1 })).to.deep.equal({
      _tag: 'Ignored',
      reason: 'unknown event type "fax.received"',
    });
    expect(translate({ event_type: 'constructor' })._tag).to.equal('Ignored');
    expect(translate({ event_type: 'message.teleported', id: 1 })._tag).to.equal('Ignored');
  });
});

describe('a recording event of the guide’s family', () => {
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
    it(`has the address in ${where}`, () => {
      const seen = callIn({ event_type: 'call.recording.completed', ...event });
      expect(seen).to.include({ dialpadCallId: '1', recordingUrl: url });
    });
  }

  it('needs a call id and an address', () => {
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

  it('is not the only event that may mention one', () => {
    expect(callIn({ event_type: 'call.ended', call: { id: 1, recording_url: url } }).recordingUrl).to.equal(url);
    expect(callIn({ event_type: 'call.ended', call: { id: 1, url: 'https://crm/page' } }).recordingUrl).to.equal(null);
  });
});

describe('a voicemail event of the guide’s family', () => {
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
    key: 'call:9876543211',
    dialpadCallId: '9876543211',
    fromNumber: '555-0123',
    toNumber: '555-9876',
    dialpadUserId: '123456',
    durationSeconds: 45,
    recordingUrl: 'https://recordings.dialpad.com/2',
    transcript: 'Hi, this is a test voicemail...',
  };

  for (const event_type of ['voicemail.received', 'Voicemail.Updated', 'voicemail.transcribed', 'call.voicemail']) {
    it(`${event_type} tells of a message, and that its call left one`, () => {
      const event = { event_type, timestamp: NOON_ISO, voicemail };
      expect(voicemailIn(event)).to.include({ ...left, happenedAt: NOON });
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
      expect(voicemailIn(event)).to.include(left);
    });
  }

  it('takes the length and the audio of the message, not those of the call', () => {
    const event = {
      event_type: 'voicemail.received',
      voicemail: { id: 5, duration_seconds: 45, url: 'message' },
      call: { id: 6, duration: 90, recording_url: 'call' },
    };
    expect(voicemailIn(event)).to.include({ key: 'call:6', durationSeconds: 45, recordingUrl: 'message' });
  });

  it('is known by its own id where no call is named', () => {
    for (const own of [{ voicemail: { id: 5 } }, { voicemail_id: 5 }, { id: '5' }, { data: { voicemail_id: 5 } }]) {
      const event = { event_type: 'voicemail.received', ...own };
      expect(voicemailIn(event)).to.include({ key: 'recording:5', dialpadCallId: null });
      expect(observationsOf(event)).to.have.length(1);
    }
  });

  it('without either id is unusable', () => {
    expect(translate({ event_type: 'voicemail.received', voicemail: { transcript: 'Hi' } })).to.deep.equal({
      _tag: 'Unusable',
      reason: 'voicemail event without a call id or a voicemail id',
    });
  });

  it('call.voicemail without audio, transcript or length has only reached the mailbox', () => {
    for (const more of [{}, { duration: 0 }, { transcript: '' }, { recording_url: null }]) {
      const event = { event_type: 'call.voicemail', call: { id: 1, from: '555-0123', ...more } };
      expect(voicemailIn(event)).to.equal(null);
      expect(callIn(event)).to.include({ dialpadCallId: '1', fromNumber: '555-0123', voicemailLeft: false });
    }
  });

  for (const proof of [{ duration: 12 }, { transcript: 'Hi' }, { recording_url: 'https://x/1' }]) {
    it(`call.voicemail with a ${Object.keys(proof)[0]} has left a message`, () => {
      expect(voicemailIn({ event_type: 'call.voicemail', call_id: 1, ...proof })).to.include({ key: 'call:1' });
    });
  }
});

describe('a message event of the guide’s family', () => {
  const message = { id: 42, from: '555-0123', to: ['555-9876'], text: 'Hello', user_id: 7 };
  const seen = {
    dialpadMessageId: '42',
    fromNumber: '555-0123',
    toNumber: '555-9876',
    text: 'Hello',
    dialpadUserId: '7',
  };

  for (const [event_type, direction, status] of [
    ['sms.received', 'inbound', 'received'],
    ['message.received', 'inbound', 'received'],
    ['SMS.sent', 'outbound', 'sent'],
    ['message.sent', 'outbound', 'sent'],
    ['message.delivered', 'outbound', 'delivered'],
    ['sms.failed', 'outbound', 'failed'],
    ['message.updated', null, null],
  ] as const) {
    it(`${event_type} is ${direction ?? 'of unknown direction'} and ${status ?? 'of unknown status'}`, () => {
      expect(messageIn({ event_type, message })).to.include({ ...seen, direction, status });
    });
  }

  it('message.updated takes its status from the field', () => {
    const updated = { event_type: 'message.updated', message: { id: 42, status: 'success', direction: 'out' } };
    expect(messageIn(updated)).to.include({ status: 'delivered', direction: 'outbound' });
  });

  it('has its fields at the top, under data or under data.message', () => {
    for (const event of [message, { data: message }, { data: { message } }]) {
      expect(messageIn({ type: 'sms.received', ...event })).to.include(seen);
    }
    const texted = { event_type: 'sms.received', message_id: 42, from: '555-0123', to: '555-9876', message: 'Hello' };
    expect(messageIn(texted)).to.include({ ...seen, dialpadUserId: null });
  });

  it('without an id is unusable', () => {
    expect(translate({ event_type: 'sms.received', message: { text: 'Hello' } })).to.deep.equal({
      _tag: 'Unusable',
      reason: 'message event without a message id',
    });
  });
});
