import { expect } from 'chai';
import { activeCallsAfter, mustAskForActive } from '../../src/react/calls/active-calls.js';
import { historyAfter, mustAskForHistory } from '../../src/react/calls/call-history.js';
import { justRinging, ringingAfter } from '../../src/react/calls/ringing-calls.js';
import { passes } from '../../src/react/concerns.js';
import { isSameCrmUser } from '../../src/react/crm-user.js';
import { firstPage, NO_PAGES, withFirstPage, withNextPage } from '../../src/react/pages.js';
import { mayBeSameNumber } from '../../src/react/phone-number.js';
import { shownCall } from '../../src/react/pop/shown-call.js';
import { keyOf } from '../../src/react/shared/one-for-each.js';
import { mustAskForVoicemails, voicemailsAfter } from '../../src/react/voicemails/voicemail-pages.js';
import { call, callEvent, voicemailEvent } from './fake-server.js';

const at = (second: number) => ({ started_at: `2026-11-26T12:00:${String(second).padStart(2, '0')}.000Z` });
const ids = (items: readonly { readonly id: string }[]) => items.map(({ id }) => id);

describe('active calls after an event', () => {
  it('hold one that begins to ring, before those that are older', () => {
    const calls = activeCallsAfter([call(1, at(1))], {}, callEvent(1, 2, 'call.ring', at(2)));
    expect(ids(calls)).to.deep.equal(['call-2', 'call-1']);
  });
  it('hold an older one of which an event tells first now at its place', () => {
    const calls = activeCallsAfter([call(1, at(1))], {}, callEvent(1, 2, 'call.started', at(0)));
    expect(ids(calls)).to.deep.equal(['call-1', 'call-2']);
  });
  it('have the new status of one that is answered', () => {
    expect(activeCallsAfter([call(1)], {}, callEvent(1, 1, 'call.started'))[0]?.status).to.equal('active');
  });
  for (const event of ['call.ended', 'call.missed'] as const) {
    it(`have lost one after ${event}`, () => {
      expect(activeCallsAfter([call(1)], {}, callEvent(1, 1, event))).to.deep.equal([]);
    });
  }
  it('have lost one that moves to another person, if they are one person’s', () => {
    const moved = callEvent(1, 1, 'call.updated', { target_crm_user: 'ben@example.com', changed: ['dialpad_user_id'] });
    expect(activeCallsAfter([call(1)], { crm_user_id: 'ANA@example.com' }, moved)).to.deep.equal([]);
  });
  it('are the same list after an event about something else', () => {
    const calls = [call(1)];
    expect(activeCallsAfter(calls, {}, voicemailEvent(1, 1))).to.equal(calls);
    expect(activeCallsAfter(calls, {}, callEvent(1, 2, 'call.ended'))).to.equal(calls);
  });
  it('are asked of the server where a number may be the one in the filter', () => {
    const ring = callEvent(1, 1, 'call.ring', { from_number: '+1 (555) 555-0123' });
    expect(activeCallsAfter([], { from: '5555550123' }, ring)).to.deep.equal([]);
    expect(mustAskForActive([], { from: '5555550123' }, ring)).to.equal(true);
    expect(mustAskForActive([], { from: '5559990000' }, ring)).to.equal(false);
    expect(mustAskForActive([call(1)], { from: '5555550123' }, ring)).to.equal(false);
  });
  it('are asked of the server where a number of either side may be the one in the filter', () => {
    const dialled = callEvent(1, 1, 'call.dialing', { to_number: '555-7777' });
    expect(mustAskForActive([], { number: '(555) 7777' }, dialled)).to.equal(true);
    expect(mustAskForActive([], { number: '555-0123' }, dialled)).to.equal(true);
    expect(mustAskForActive([], { number: '555-4444' }, dialled)).to.equal(false);
  });
  it('keep who the contact is when a later event does not say', () => {
    const named = { ...call(1), contact: { name: 'Dana', record_url: null } };
    expect(activeCallsAfter([named], {}, callEvent(1, 1, 'call.started'))[0]).to.have.nested.property(
      'contact.name',
      'Dana',
    );
  });
});

describe('calls that ring for a person, after an event', () => {
  const ringing = [call(1)];
  it('hold one that rings, behind those that rang before', () => {
    expect(ids(ringingAfter(ringing, 'Ana@example.com', callEvent(1, 2, 'call.ring')))).to.deep.equal([
      'call-1',
      'call-2',
    ]);
  });
  it('do not hold one of a ring that comes late', () => {
    expect(ringingAfter([], 'ana@example.com', callEvent(1, 1, 'call.ring', { replayed: true }))).to.deep.equal([]);
  });
  it('do not hold one that is dialled, or rings for another', () => {
    expect(
      ringingAfter([], 'ana@example.com', callEvent(1, 1, 'call.dialing', { direction: 'outbound' })),
    ).to.deep.equal([]);
    expect(ringingAfter([], 'ben@example.com', callEvent(1, 1, 'call.ring'))).to.deep.equal([]);
  });
  for (const [why, event] of [
    ['is answered', callEvent(1, 1, 'call.started')],
    ['ends', callEvent(1, 1, 'call.ended')],
    ['is missed', callEvent(1, 1, 'call.missed')],
    [
      'is answered elsewhere',
      callEvent(1, 1, 'call.updated', { answered_elsewhere: true, changed: ['answered_elsewhere'] }),
    ],
    ['moves on', callEvent(1, 1, 'call.updated', { target_crm_user: 'ben@example.com', changed: ['dialpad_user_id'] })],
    ['is answered, as a late event tells', callEvent(1, 1, 'call.started', { replayed: true })],
  ] as const) {
    it(`have lost one that ${why}`, () => {
      expect(ringingAfter(ringing, 'ana@example.com', event)).to.deep.equal([]);
    });
  }
  it('have the number that becomes known', () => {
    const known = callEvent(1, 1, 'call.updated', { from_number: '555-7777', changed: ['from_number'] });
    expect(ringingAfter(ringing, 'ana@example.com', known)[0]?.from_number).to.equal('555-7777');
  });
  it('hold one again that comes back', () => {
    expect(ids(ringingAfter([], 'ana@example.com', callEvent(3, 1, 'call.ring')))).to.deep.equal(['call-1']);
  });
  it('are those that have begun just now, of those that are read', () => {
    const now = Date.parse(call(1).started_at) + 299_999;
    expect(ids(justRinging([call(2), call(1), call(3, { status: 'active' })], 'ana@example.com', now))).to.deep.equal([
      'call-1',
      'call-2',
    ]);
    expect(justRinging([call(1)], 'ana@example.com', now + 1)).to.deep.equal([]);
  });
});

describe('the call that a tab shows', () => {
  const base = { calls: [call(1), call(2)], shown: null, handled: new Set<string>(), isHeld: true, isLive: true };
  it('is the one that has rung longest', () => expect(shownCall(base)?.id).to.equal('call-1'));
  it('is none in a tab without the lock', () => expect(shownCall({ ...base, isHeld: false })).to.equal(null));
  it('is none while events are missing', () => expect(shownCall({ ...base, isLive: false })).to.equal(null));
  it('stays while the stream is away, and while another one begins to ring', () => {
    expect(shownCall({ ...base, shown: call(2), isLive: false })?.id).to.equal('call-2');
  });
  it('is the next one when it was dismissed', () => {
    expect(shownCall({ ...base, shown: call(1), handled: new Set(['call-1']) })?.id).to.equal('call-2');
  });
});

describe('a history after an event', () => {
  const page = { data: [call(3, at(30)), call(2, at(20))], pagination: { has_more: true, next_cursor: 'next' } };
  const history = firstPage(page);
  it('begins with a new call', () => {
    expect(ids(historyAfter(history, {}, callEvent(1, 4, 'call.ring', at(40))).items)).to.deep.equal([
      'call-4',
      'call-3',
      'call-2',
    ]);
  });
  it('leaves a call that belongs behind the pages so far to its page', () => {
    expect(historyAfter(history, {}, callEvent(1, 1, 'call.ended', at(10)))).to.equal(history);
    expect(mustAskForHistory(history, { from: '555-0123' }, callEvent(1, 1, 'call.ended', at(10)))).to.equal(false);
  });
  it('has that call at its end if there are no more pages', () => {
    const whole = { ...history, cursor: null };
    expect(ids(historyAfter(whole, {}, callEvent(1, 1, 'call.ended', at(10))).items)).to.deep.equal([
      'call-3',
      'call-2',
      'call-1',
    ]);
  });
  it('has lost a call that the query does not ask for any more', () => {
    const query = { status: 'ringing' } as const;
    expect(ids(historyAfter(history, query, callEvent(1, 3, 'call.ended', at(30))).items)).to.deep.equal(['call-2']);
  });
  it('takes `completed` for `ended`', () => {
    const ended = callEvent(1, 4, 'call.ended', at(40));
    expect(historyAfter(history, { status: 'completed' }, ended).items[0]?.status).to.equal('ended');
  });
  it('asks the server for a field that it does not know', () => {
    const query = { ...{ shoe_size: '44' }, direction: 'inbound' } as const;
    expect(mustAskForHistory(history, query, callEvent(1, 4, 'call.ring', at(40)))).to.equal(true);
  });
  it('has each call once when the next page comes, as events told it', () => {
    const next = {
      data: [call(2, { ...at(20), status: 'missed' }), call(1, at(10))],
      pagination: { has_more: false, next_cursor: null },
    };
    const { items, cursor } = withNextPage(history, next, ({ started_at }) => started_at);
    expect(ids(items)).to.deep.equal(['call-3', 'call-2', 'call-1']);
    expect([items[1]?.status, cursor]).to.deep.equal(['ringing', null]);
  });
  it('keeps its pages when the first is read again', () => {
    const first = firstPage({
      data: [call(4, at(40)), call(3, at(30))],
      pagination: { has_more: true, next_cursor: 'other' },
    });
    const { items, cursor } = withFirstPage(history, first, ({ started_at }) => started_at);
    expect([ids(items), cursor]).to.deep.equal([['call-4', 'call-3', 'call-2'], 'next']);
  });
  const startOf = ({ started_at }: { readonly started_at: string }) => started_at;
  it('loses what is not on the first page any more when that is read again', () => {
    const first = firstPage({ data: [call(3, at(30))], pagination: { has_more: true, next_cursor: 'other' } });
    const shown = firstPage({
      data: [call(5, at(50)), call(3, at(30)), call(2, at(20))],
      pagination: { has_more: true, next_cursor: 'next' },
    });
    const { items, cursor } = withFirstPage(shown, first, startOf);
    expect([ids(items), cursor]).to.deep.equal([['call-3', 'call-2'], 'next']);
    const only = firstPage({ data: [call(3, at(30))], pagination: { has_more: false, next_cursor: null } });
    expect(withFirstPage(shown, only, startOf)).to.equal(only);
  });
  it('begins anew if there may be calls between the first page and what is shown', () => {
    const first = firstPage({
      data: [call(9, at(50)), call(8, at(40))],
      pagination: { has_more: true, next_cursor: 'other' },
    });
    expect(withFirstPage(history, first, startOf)).to.equal(first);
  });
});

describe('voicemails after an event', () => {
  it('hold a new one, and its transcript later', () => {
    const one = voicemailsAfter(NO_PAGES, {}, voicemailEvent(1, 1));
    const two = voicemailsAfter(
      one,
      {},
      voicemailEvent(2, 1, { transcript: 'Call me back.', timestamp: '2026-11-26T12:01:00.000Z' }),
    );
    expect(two.items.map(({ transcript, created_at }) => [transcript, created_at])).to.deep.equal([
      ['Call me back.', one.items[0]?.created_at],
    ]);
  });
  it('are asked of the server where a number may be the one in the query', () => {
    const left = voicemailEvent(1, 1);
    for (const query of [{ from: '5550123' }, { number: '5559876' }, { to: '5559876' }]) {
      expect(voicemailsAfter(NO_PAGES, query, left)).to.equal(NO_PAGES);
      expect(mustAskForVoicemails(NO_PAGES, query, left)).to.equal(true);
    }
    for (const query of [{ from: '5559876' }, { number: '5554444' }, { to: '5550123' }, {}]) {
      expect(mustAskForVoicemails(NO_PAGES, query, left)).to.equal(false);
    }
  });
  it('are asked of the server where one that is updated has no place yet', () => {
    const updated = voicemailEvent(2, 1, { event: 'voicemail.updated' });
    expect(voicemailsAfter(NO_PAGES, {}, updated)).to.equal(NO_PAGES);
    expect(mustAskForVoicemails(NO_PAGES, {}, updated)).to.equal(true);
    expect(mustAskForVoicemails(NO_PAGES, { dialpad_user_id: '8' }, updated)).to.equal(false);
    const known = voicemailsAfter(NO_PAGES, {}, voicemailEvent(1, 1));
    expect(mustAskForVoicemails(known, {}, updated)).to.equal(false);
  });
  it('leave out those of others', () => {
    expect(voicemailsAfter(NO_PAGES, { dialpad_user_id: '8' }, voicemailEvent(1, 1))).to.equal(NO_PAGES);
  });
});

describe('which events are wanted', () => {
  const moved = callEvent(1, 1, 'call.updated', {
    target_crm_user: 'ben@example.com',
    previous_crm_user: 'ana@example.com',
  });
  it('are those of a person, in any case, and those by which a call leaves the person', () => {
    expect(passes({ crmUser: 'BEN@example.com' }, moved)).to.equal(true);
    expect(passes({ crmUser: 'Ana@example.com' }, moved)).to.equal(true);
    expect(passes({ crmUser: 'cyd@example.com' }, moved)).to.equal(false);
  });
  it('are those of a type', () => {
    expect(passes({ events: ['call.ring'] }, moved)).to.equal(false);
    expect(passes({ events: ['call.updated'] }, moved)).to.equal(true);
  });
});

describe('two ids of CRM users', () => {
  it('are compared without regard to case if they hold an @, and with it if not', () => {
    expect([isSameCrmUser('A@b.c', 'a@B.C'), isSameCrmUser('A1', 'a1'), isSameCrmUser(null, null)]).to.deep.equal([
      true,
      false,
      false,
    ]);
  });
});

describe('two spellings of a number', () => {
  it('may be one number if they share six digits in a row', () => {
    for (const other of ['5550123', '(555) 0123', '+1 555 555 0123', 'tel:555-0123', '555-0123 ext. 9']) {
      expect(mayBeSameNumber(other, '555-0123'), other).to.equal(true);
    }
    expect(mayBeSameNumber('555-9876', '555-0123')).to.equal(false);
    expect(mayBeSameNumber(null, '555-0123')).to.equal(false);
    expect(mayBeSameNumber('101', '101')).to.equal(true);
  });
});

describe('two queries', () => {
  it('are one if they have the same fields', () => {
    expect(keyOf({ a: 1, b: 2, c: undefined })).to.equal(keyOf({ b: 2, a: 1 }));
    expect(keyOf({ a: 1 })).not.to.equal(keyOf({ a: 2 }));
  });
});
