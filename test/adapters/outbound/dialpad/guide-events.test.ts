import { expect } from 'chai';
import { callIn, RECEIVED_AT, translate } from './translating.js';

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

describe('a call event in the guide’s format', () => {
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
    it(`has its name in ${named}, in upper or lower case`, () => {
      expect(callIn({ [named]: 'Call.RING', call: ring })).to.include(seenRinging);
    });
  }

  for (const id of ['id', 'call_id', 'dialpad_call_id']) {
    for (const [from, to] of [
      ['from', 'to'],
      ['from_number', 'to_number'],
      ['caller', 'callee'],
    ] as const) {
      it(`may use ${id}, ${from} and ${to}`, () => {
        const event = { event: 'call.ring', call: { [id]: '9876543210', [from]: '555-0123', [to]: '555-9876' } };
        expect(callIn(event)).to.include({ dialpadCallId: '9876543210', fromNumber: '555-0123', toNumber: '555-9876' });
      });
    }
  }

  it('may have the shape of the guide’s own messages', () => {
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

  it('does not take the call’s created_at as its time', () => {
    expect(callIn({ event_type: 'call.ended', call: { id: 1, created_at: NOON_ISO } }).happenedAt).to.equal(null);
  });

  it('call.ring says nothing but that the call exists', () => {
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

  it('call.missed and call.rejected end the call with that outcome', () => {
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

  it('of an unknown type is ignored, and the reason names the type', () => {
    expect(translate({ event_type: 'fax.received', call_id: 1 })).to.deep.equal({
      _tag: 'Ignored',
      reason: 'unknown event type "fax.received"',
    });
    expect(translate({ event_type: 'constructor' })._tag).to.equal('Ignored');
    expect(translate({ event_type: 'message.teleported', id: 1 })._tag).to.equal('Ignored');
  });
});
