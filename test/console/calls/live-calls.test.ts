import { expect } from 'chai';
import { callsAfter, conversationsOf, isInProgress, isNews, skewOf } from '../../../console/calls/logic/live-calls.js';
import { otherParty, ringSentence, statusWord } from '../../../console/calls/logic/words.js';
import type { Call, CtiEvent } from '../../../src/client/index.js';

const event = (fields: Partial<CtiEvent> & Record<string, unknown>): CtiEvent =>
  ({
    event: 'call.ring',
    timestamp: '2026-11-26T12:00:00.000Z',
    call_id: 'a',
    conversation_id: 1,
    status: 'ringing',
    started_at: '2026-11-26T12:00:00.000Z',
    ...fields,
  }) as CtiEvent;

describe('the live calls', () => {
  it('gain a call that rings, change with it, and lose it once it is over', () => {
    const rung = callsAfter([], event({}));
    expect(rung.map(({ id, status }) => [id, status])).to.deep.equal([['a', 'ringing']]);
    const started = callsAfter(rung, event({ event: 'call.started', status: 'active', recording_url: 'https://r' }));
    expect(started.map(({ id, status }) => [id, status])).to.deep.equal([['a', 'active']]);
    expect(callsAfter(started, event({ event: 'call.updated', status: 'active' }))[0]?.recording_url).to.equal(
      'https://r',
    );
    expect(callsAfter(started, event({ event: 'call.ended', status: 'completed' }))).to.deep.equal([]);
  });

  it('stay as they are after what is no news of them', () => {
    const calls = callsAfter([], event({}));
    expect(callsAfter(calls, event({ event: 'call.ended', status: 'completed', call_id: 'b' }))).to.equal(calls);
    const message = { event: 'message.received', message_id: 'm' } as CtiEvent;
    expect(callsAfter(calls, message)).to.equal(calls);
  });

  it('are one conversation for all their legs, in progress once one of them is', () => {
    const legs = [
      event({ call_id: 'c', conversation_id: 2, started_at: '2026-11-26T12:00:09.000Z' }),
      event({ call_id: 'b', started_at: '2026-11-26T12:00:05.000Z', status: 'active' }),
      event({ call_id: 'a' }),
    ].reduce<readonly Call[]>(callsAfter, []);
    const found = conversationsOf(legs).map((one) => [one.first.id, one.legs.length, isInProgress(one)]);
    expect(found).to.deep.equal([
      ['c', 1, false],
      ['a', 2, true],
    ]);
  });

  it('count by the clock of the server, unless the difference is what an answer takes to arrive', () => {
    const said = '2026-11-26T12:00:00.000Z';
    const at = Date.parse(said);
    expect(skewOf(said, at - 60_000, at - 60_000)).to.equal(60_000);
    expect(skewOf(said, at + 600_000, at + 600_400)).to.equal(-600_200);
    expect(skewOf(said, at - 300, at + 1_500)).to.equal(0);
    expect(skewOf(said, at, at + 9_000)).to.equal(0);
  });
});

describe('a ring', () => {
  const ring = event({}) as Extract<CtiEvent, { event: 'call.ring' }>;
  const at = Date.parse(ring.timestamp);

  it('is news while it rings, unless it comes late', () => {
    expect(isNews(ring, at + 2_000)).to.equal(true);
    expect(isNews(ring, at + 3_600_000)).to.equal(false);
    expect(isNews({ ...ring, replayed: true }, at)).to.equal(false);
    expect(isNews({ ...ring, status: 'active' }, at)).to.equal(false);
  });
});

describe('the words for a call', () => {
  const call = {
    direction: 'inbound',
    from_number: '+15550110202',
    to_number: '+15550100101',
    contact_name: '(555) 011-0202',
    status: 'missed',
    answered_elsewhere: false,
    ended_reason: null,
  } as Call;

  it('name the other side, but for a name that is the number again', () => {
    expect(otherParty(call)).to.equal('+1 555 011 0202');
    expect(otherParty({ ...call, contact_name: 'Dana' })).to.equal('Dana');
    expect(otherParty({ ...call, direction: 'outbound' })).to.equal('+1 555 010 0101');
    const ring = { ...call, contact_name: 'Dana', target_crm_user: null, dialpad_user_id: 7 };
    expect(ringSentence(ring)).to.equal('Incoming call from Dana for Dialpad user 7');
    const known = { ...ring, contact_name: null, contact: { name: 'Harbor Lab' } };
    expect(ringSentence(known)).to.equal('Incoming call from Harbor Lab for Dialpad user 7');
  });

  it('say what became of it for the office', () => {
    expect(statusWord(call).word).to.equal('Missed');
    expect(statusWord({ ...call, answered_elsewhere: true }).word).to.equal('Answered elsewhere');
    expect(statusWord({ ...call, direction: 'outbound' }).word).to.equal('No answer');
    const dialled = { ...call, direction: 'outbound', status: 'ended' } as const;
    expect(statusWord({ ...dialled, duration_seconds: 0 }).word).to.equal('No answer');
    expect(statusWord({ ...dialled, duration_seconds: 9 }).word).to.equal('Answered');
    expect(statusWord({ ...call, status: 'ended', ended_reason: 'transferred' }).word).to.equal('Transferred');
  });
});
