import { expect } from 'chai';
import { timeOf } from '../../../../../src/adapters/outbound/dialpad/event-times.js';
import { booleanOf } from '../../../../../src/adapters/outbound/dialpad/json-fields.js';
import { callAfter } from '../after-events.js';
import { callIn, connected, hangup, ringing } from '../translating.js';
import { START } from './payloads.js';

describe('quirks of the fields of a call', () => {
  it('a later event full of nulls erases nothing', () => {
    const { date_ended, call_id } = hangup();
    const nulls = Object.fromEntries(Object.keys(hangup()).map((name) => [name, null]));
    const before = callAfter(ringing(), connected(), hangup());
    for (const state of ['hangup', 'recap_summary', 'ringing']) {
      const empty = { ...nulls, call_id, state, date_ended, event_timestamp: START + 9e6 };
      expect(callAfter(ringing(), connected(), hangup(), empty), state).to.deep.equal(before);
    }
  });

  it('ids beyond 2^53 keep every digit', () => {
    const text = JSON.stringify(ringing({ entry_point_call_id: 7 })).replace('4743444132604262', '9007199254740993');
    expect(callIn(text).dialpadCallId).to.equal('9007199254740993');
    expect(callIn(text.replace(':7,', ':9223372036854775807,')).entryPointCallId).to.equal('9223372036854775807');
  });

  it('booleans may be the texts "TRUE" and "FALSE"', () => {
    expect([booleanOf('TRUE'), booleanOf('FALSE'), booleanOf('maybe')]).to.deep.equal([true, false, null]);
    expect(callAfter(hangup({ is_transferred: 'TRUE' })).details.endedReason).to.equal('transferred');
    expect(callAfter(hangup({ is_transferred: 'FALSE' })).details.endedReason).to.equal(null);
  });

  it('lengths are milliseconds with fractions', () => {
    const ended = hangup({ date_connected: START, date_ended: START + 8_952, duration: 8951.029999999999 });
    expect(callAfter(ended).durationSeconds).to.equal(9);
  });

  it('times are numbers, strings of digits, or ISO without a zone, which is UTC', () => {
    for (const at of [START, String(START), '2026-10-05T14:00:00', '2026-10-05 14:00:00.000'])
      expect(timeOf(at), String(at)).to.equal(START);
    expect([timeOf(0), timeOf(''), timeOf(null)]).to.deep.equal([null, null, null]);
  });

  it('our number may be the word blocked: then the selected caller id is used', () => {
    const outbound = { direction: 'outbound', internal_number: 'blocked', selected_caller_id: '+15550100199' };
    expect(callIn(ringing(outbound)).fromNumber).to.equal('+15550100199');
  });

  it('a withheld number is null, or a word', () => {
    expect(callIn(ringing({ external_number: null, contact: null })).fromNumber).to.equal(null);
    expect(callIn(ringing({ external_number: 'anonymous' })).fromNumber).to.equal('anonymous');
  });

  it('a contact’s id may be a text, and its e-mail empty', () => {
    const contact = { id: 'shared_contact_pool_Company:1_uid_9', type: 'shared', email: '', phone: '+1', name: 'Lab' };
    expect(callAfter(ringing({ contact })).details.contactName).to.equal('Lab');
  });

  it('only a target of type user is a person, in either spelling of call centre and coaching team', () => {
    for (const type of ['call_center', 'callcenter', 'coaching_team', 'coachingteam', 'department', 'office', 'room'])
      expect(callIn(ringing({ target: { id: 7, type, email: '' } })).dialpadUserId, type).to.equal(null);
    expect(callIn(ringing({ target: { id: 7, type: 'User' } })).dialpadUserId).to.equal('7');
  });

  it('an empty object means no party: entry point, proxy, who transferred', () => {
    const nobody = { entry_point_target: {}, proxy_target: {}, transferred_from: {}, contact: {}, target: {} };
    expect(callIn(ringing(nobody))).to.include({ dialpadUserId: null, transferredFrom: null, contactName: null });
  });
});
