import { expect } from 'chai';
import * as fc from 'fast-check';
import { isLeft } from 'fp-ts/lib/Either.js';
import { EventJson } from '../../src/adapters/wire/event-json.js';
import { afterEvent, type Board, EMPTY_BOARD, type StreamEvent } from '../../src/demo/board.js';
import { renderBoard } from '../../src/demo/render-board.js';

const NOON = Date.UTC(2026, 0, 28, 12);
const uuid = (n: number): string => `01890000-0000-7000-8000-${String(n).padStart(12, '0')}`;

/** A message as the server sends it, decoded. */
const decoded = (message: object): StreamEvent => {
  const common = {
    event_id: uuid(99),
    seq: 1,
    timestamp: '2026-01-28T12:00:00.000Z',
    from_number: '+15550110201',
    to_number: '+15550100101',
    dialpad_user_id: 123456,
    target_crm_user: 'ana@example.com',
    direction: 'inbound',
  };
  const event = EventJson.decode({ ...common, ...message });
  if (isLeft(event)) throw new Error('no event of the stream');
  return event.right;
};

/** The details of a call without any special features. */
const PLAIN = {
  answered_by: null,
  answered_elsewhere: false,
  ended_reason: null,
  contact_name: null,
  hold: null,
  transferred_from: null,
  labels: [],
  dispositions: [],
  recap: null,
  transcript_ready: false,
  satisfaction: null,
  review_url: null,
  custom_data: null,
  disposition: null,
  note: null,
  record_url: null,
};

const call = (event: string, status: string, more: object = {}): StreamEvent => {
  const ids = { call_id: uuid(1), dialpad_call_id: 77, conversation_id: 77 };
  return decoded({ event, status, ...ids, started_at: '2026-01-28T12:00:00.000Z', ...PLAIN, ...more });
};

const voicemail = (more: object = {}): StreamEvent =>
  decoded({
    event: 'voicemail.received',
    voicemail_id: uuid(2),
    dialpad_call_id: 77,
    duration_seconds: 31,
    recording_url: null,
    transcript: null,
    ...more,
  });

const message = (event: string, more: object = {}): StreamEvent =>
  decoded({
    event,
    message_id: uuid(3),
    dialpad_message_id: 88,
    text: 'Can I come at 3 pm?',
    status: 'received',
    sent_at: '2026-01-28T12:00:00.000Z',
    ...more,
  });

const boardAfter = (...events: readonly StreamEvent[]): Board => events.reduce(afterEvent, EMPTY_BOARD);
const drawn = (board: Board, now = NOON, width = 100): string => renderBoard(board, { width, now }).join('\n');

describe('the board', () => {
  it('shows a ringing call, with its numbers, its user and the seconds so far', () => {
    const text = drawn(boardAfter(call('call.ring', 'ringing')), NOON + 7_000);
    expect(text).to.match(/Calls: 1 live, 0 before/);
    expect(text).to.match(/^ringing {5}\+15550110201 {6}\+15550100101 {6}ana@example\.com +7$/m);
  });

  it('changes the line of a call, and adds no second line for it', () => {
    const ended = call('call.ended', 'completed', { duration_seconds: 52, recording_url: null, ended_at: null });
    const board = boardAfter(call('call.ring', 'ringing'), call('call.started', 'active'), ended);
    expect(board.calls).to.have.length(1);
    expect(drawn(board, NOON + 999_000)).to.match(/^completed .* 52$/m);
    expect(board.ticker.map(({ text }) => text.split(':')[0])).to.deep.equal([
      'Over after 52 s',
      'Answered',
      'Ringing',
    ]);
  });

  it('puts the newest call first and drops the oldest', () => {
    const rings = Array.from({ length: 20 }, (_, n) => call('call.ring', 'ringing', { call_id: uuid(100 + n) }));
    const { calls } = boardAfter(...rings);
    expect(calls[0]?.callId).to.equal(uuid(119));
    expect(calls.length).to.be.within(10, 19);
  });

  it('marks a call that was recorded', () => {
    const recorded = call('call.recording.completed', 'completed', { recording_url: 'https://dialpad.com/r/1' });
    expect(drawn(boardAfter(recorded))).to.match(/^completed\* /m);
  });

  it('names the changed fields of a call', () => {
    const held = call('call.updated', 'active', { hold: 'held', changed: ['hold'] });
    const board = boardAfter(call('call.started', 'active'), held);
    expect(board.calls).to.have.length(1);
    expect(board.ticker[0]?.text).to.equal('Changed (hold): +15550110201 to +15550100101');
  });

  it('shows gaps in the coverage, and does not change the calls', () => {
    const range = { from: '2026-01-28T11:00:00.000Z', to: '2026-01-28T11:30:00.000Z' };
    const board = boardAfter(
      call('call.ring', 'ringing'),
      decoded({ event: 'coverage.gap_detected', ...range }),
      decoded({ event: 'coverage.gap_filled', ...range }),
    );
    expect(board.calls).to.have.length(1);
    expect(board.ticker.map(({ text }) => text.split(' from ')[0])).to.deep.equal([
      'Events are complete',
      'Events may be missing',
      'Ringing: +15550110201 to +15550100101',
    ]);
  });

  it('shows a missed call as a voicemail once its voicemail arrives', () => {
    const board = boardAfter(call('call.missed', 'missed'), voicemail());
    expect(board.calls[0]?.status).to.equal('voicemail');
  });

  it('does not change other calls when a voicemail arrives', () => {
    const answered = call('call.ended', 'completed', { call_id: uuid(5), dialpad_call_id: 5 });
    expect(boardAfter(answered, voicemail()).calls[0]?.status).to.equal('completed');
    expect(boardAfter(answered, voicemail({ dialpad_call_id: null })).calls[0]?.status).to.equal('completed');
  });

  it('shows the length and the transcript of a voicemail', () => {
    const board = boardAfter(voicemail(), voicemail({ event: 'voicemail.updated', transcript: 'Call me' }));
    expect(board.ticker.map(({ text }) => text)).to.deep.equal([
      'Voicemail of 31 s from +15550110201: "Call me"',
      'Voicemail of 31 s from +15550110201',
    ]);
  });

  it('shows text messages and their delivery', () => {
    const board = boardAfter(
      message('message.received'),
      message('message.sent', { text: 'Yes', to_number: '+1' }),
      message('message.updated', { status: 'delivered', to_number: '+1' }),
    );
    expect(board.ticker.map(({ text }) => text)).to.deep.equal([
      'SMS to +1 is delivered',
      'SMS to +1: "Yes"',
      'SMS from +15550110201: "Can I come at 3 pm?"',
    ]);
    expect(board.calls).to.deep.equal([]);
  });

  it('tells an outgoing call that is being dialled from one that rings', () => {
    const { ticker } = boardAfter(call('call.dialing', 'ringing', { direction: 'outbound' }));
    expect(ticker.map(({ text }) => text)).to.deep.equal(['Dialling: +15550110201 to +15550100101']);
  });

  it('names the Dialpad user where no CRM user is mapped', () => {
    const unmapped = call('call.ring', 'ringing', { target_crm_user: null });
    expect(drawn(boardAfter(unmapped))).to.contain('user 123456');
  });
});

describe('the drawn board', () => {
  it('never passes control characters to the terminal', () => {
    const hostile = message('message.received', { text: 'a\u001b[2J\u0007\r\nb\u202ec\u2028d' });
    const text = drawn(boardAfter(hostile));
    expect(text).to.contain('a [2J   b c d');
    expect(text.replaceAll('\n', '')).not.to.match(/[\p{Cc}\p{Cf}\p{Zl}]/u);
  });

  it('has colours only if asked for', () => {
    const board = boardAfter(call('call.missed', 'missed'));
    expect(renderBoard(board, { width: 80, now: NOON, paint: (colour, text) => `<${colour}>${text}` })[2]).to.match(
      /^<red>missed/,
    );
    expect(renderBoard(board, { width: 80, now: NOON })[2]).to.match(/^missed/);
  });

  it('is never higher than its height, and shows some calls and some events', () => {
    const many = Array.from({ length: 14 }, (_, n) => call('call.ring', 'ringing', { call_id: uuid(100 + n) }));
    const board = many.reduce(afterEvent, EMPTY_BOARD);
    for (const height of [12, 23, 40]) {
      const lines = renderBoard(board, { width: 80, height, now: 0 });
      expect(lines.length, String(height)).to.be.at.most(height);
      expect(lines.filter((line) => line.startsWith('ringing')).length).to.be.at.least(3);
      expect(lines.filter((line) => line.includes('Ringing:')).length).to.be.at.least(3);
    }
  });

  it('is never wider than its width', () => {
    const board = boardAfter(call('call.ring', 'ringing'), voicemail({ transcript: 'a long story '.repeat(40) }));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.string({ unit: 'grapheme' }), (width, text) => {
        const more = afterEvent(board, message('message.received', { text, from_number: text }));
        for (const line of renderBoard(more, { width, now: NOON })) expect([...line].length).to.be.at.most(width);
      }),
    );
  });
});
