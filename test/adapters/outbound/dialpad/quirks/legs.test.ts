import { expect } from 'chai';
import { announcedTypes, callAfter, callsAfter, decisionAfter } from '../after-events.js';
import { hangup, ringing } from '../translating.js';
import { eventsOf, unanswered } from './payloads.js';

describe('quirks of calls with several legs', () => {
  it('an unanswered call to a queue is missed once by each person, all in one conversation', () => {
    const { pendingEvents, calls } = decisionAfter(...eventsOf('queue-nobody'));
    const misses = pendingEvents
      .filter(({ content }) => content.type === 'call.missed')
      .flatMap((one) => one.dialpadUserId ?? []);
    expect([misses.length, new Set(misses).size]).to.deep.equal([5, 5]);
    expect([calls.length, new Set(calls.map(({ legContext }) => legContext.conversationId)).size]).to.deep.equal([
      6, 1,
    ]);
  });

  it('three legs of one unanswered call ring once, and are missed once, for the person', () => {
    const legs = [1, 2, 3].map((n) => ({ call_id: 100 + n, entry_point_call_id: n === 1 ? null : 101 }));
    const events = [...legs.map(ringing), ...legs.map((leg) => unanswered({ ...leg, state: 'missed' }))];
    expect(announcedTypes(...events).filter((content) => content !== 'call.updated')).to.deep.equal([
      'call.ring',
      'call.missed',
    ]);
  });

  it('each operator’s own hangup is neither a missed call nor the end of the call', () => {
    const events = eventsOf('queue-of-five');
    const answerer = events.find(
      ({ state, date_connected: at, entry_point_call_id: entry }) => state === 'connected' && at && entry,
    );
    const soFar = events.slice(
      0,
      events.findIndex(({ state, call_id }) => state === 'hangup' && call_id === answerer?.call_id),
    );
    const legs = callsAfter(...soFar).filter(({ dialpadUserId }) => dialpadUserId !== null);
    expect(legs.map(({ status }) => status).sort()).to.deep.equal(['active', 'ended', 'ended', 'ended', 'ended']);
    expect(legs.filter(({ details }) => details.answeredElsewhere)).to.have.length(4);
    expect(announcedTypes(...events)).to.not.include('call.missed');
  });

  it('an operator’s leg names the line that was dialled, not always the root', () => {
    const contexts = callsAfter(...eventsOf('queue-of-five')).map(({ conversationId }) => conversationId);
    expect([contexts.length, new Set(contexts).size]).to.deep.equal([7, 1]);
  });

  for (const placeholder of [0, '', '0', 'null', null, -1, {}]) {
    it(`${JSON.stringify(placeholder)} as another leg’s id connects no legs`, () => {
      const links = { master_call_id: placeholder, entry_point_call_id: placeholder, operator_call_id: placeholder };
      const contexts = callsAfter(ringing({ call_id: 11, ...links }), ringing({ call_id: 12, ...links }));
      expect(contexts.map(({ conversationId }) => conversationId)).to.deep.equal(['11', '12']);
    });
  }

  it('a leg that names itself is a conversation of its own', () => {
    expect(callAfter(ringing({ call_id: 11, master_call_id: 11 })).conversationId).to.equal('11');
  });

  it('a transfer is another leg of the same conversation, and the first leg ends as transferred', () => {
    const [first, second] = callsAfter(...eventsOf('transfer'));
    expect(first?.details.endedReason).to.equal('transferred');
    expect(second?.conversationId).to.equal(first?.conversationId);
    expect(second?.details.transferredFrom).to.equal(first?.dialpadUserId);
  });

  it('the talk on a line’s leg lasts from answer to end, although its duration includes the menu', () => {
    const menu = 30_000;
    expect(callAfter(hangup({ duration: 124_490 + menu })).durationSeconds).to.equal(
      callAfter(hangup()).durationSeconds,
    );
  });
});
