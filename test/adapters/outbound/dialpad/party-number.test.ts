import { expect } from 'chai';
import { partyNumber } from '../../../../src/adapters/outbound/dialpad/party-number.js';
import { callIn, messageIn, ringing, voicemailIn } from './translating.js';

const NUMBER = '+15550100131';

/** A number in each form. */
const FORMS: readonly unknown[] = [
  NUMBER,
  { phone_number: NUMBER },
  { number: NUMBER, name: 'Dana' },
  { phone: NUMBER },
  { e164: NUMBER, number: '(555) 010-0131' },
  { name: 'Dana', phone_numbers: [NUMBER] },
  { phone_number: { e164: NUMBER } },
  [NUMBER, '+15550100132'],
  ['', null, NUMBER],
  [{ phone_number: NUMBER }],
  [{ name: 'nobody' }, { number: NUMBER }],
];

describe('the number of a party', () => {
  it('is read from a text, an object or a list', () => {
    for (const form of FORMS) expect(partyNumber(form), JSON.stringify(form)).to.equal(NUMBER);
    expect(partyNumber({ number: 5550123 })).to.equal('5550123');
  });

  it('is null where there is none', () => {
    for (const none of [null, undefined, '', {}, [], [[]], { name: 'Dana' }, { phone: null }, true, [{}]]) {
      expect(partyNumber(none), JSON.stringify(none)).to.equal(null);
    }
  });

  for (const [from, to] of [
    ['from', 'to'],
    ['from_number', 'to_number'],
    ['caller', 'callee'],
  ] as const) {
    it(`may have any form in ${from} and ${to}, and in every event`, () => {
      for (const form of FORMS) {
        const parties = { [from]: form, [to]: form };
        const expected = { fromNumber: NUMBER, toNumber: NUMBER };
        expect(callIn({ event: 'call.ring', call_id: 1, ...parties })).to.include(expected);
        expect(callIn({ event: 'call.ring', data: { call: { id: 1, ...parties } } })).to.include(expected);
        expect(voicemailIn({ event: 'voicemail.received', call_id: 1, ...parties })).to.include(expected);
        expect(messageIn({ event: 'sms.received', message: { id: 1, ...parties } })).to.include(expected);
      }
    });
  }

  it('may have any form in Dialpad’s own events', () => {
    for (const form of FORMS) {
      const expected = { fromNumber: NUMBER, toNumber: NUMBER };
      expect(callIn(ringing({ external_number: form, internal_number: form }))).to.include(expected);
      expect(callIn(ringing({ external_number: null, contact: { phone: form } })).fromNumber).to.equal(NUMBER);
      expect(messageIn({ id: 1, from_number: form, to_number: form })).to.include(expected);
    }
  });

  it('is that of another field where one holds none', () => {
    expect(callIn({ event: 'call.ring', call_id: 1, caller: { name: 'Dana' }, from_number: NUMBER })).to.include({
      fromNumber: NUMBER,
    });
  });
});
