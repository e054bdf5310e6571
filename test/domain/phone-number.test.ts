import { expect } from 'chai';
import { phoneKey } from '../../src/domain/phone-number.js';

describe('a phone number', () => {
  const same = (...spellings: readonly string[]) =>
    expect(new Set(spellings.map(phoneKey)).size, spellings.join()).to.equal(1);

  it('is the same however it is written', () => {
    same('555-0123', '(555) 0123', '5550123', '555.0123');
    same('+1 555 555 0123', '5555550123', '1-555-555-0123', '001 555 555 0123');
    same('+44 20 7946 0123', '0044 20 7946 0123', '442079460123');
  });

  it('is not the same as another one', () => {
    expect(phoneKey('+15550110201')).not.to.equal(phoneKey('+15550110202'));
    expect(phoneKey('+44 20 7946 0123')).not.to.equal(phoneKey('20 7946 0123'));
  });

  it('loses the 1 in front where that is a country code, and no other', () => {
    expect(phoneKey('1-555-555-0123')).to.equal('5555550123');
    for (const digits of ['1001', '1555012345', '155555501234', '49301234567']) {
      expect(phoneKey(digits)).to.equal(digits);
    }
  });

  it('loses the 00 in front where a number of that length follows, and no other', () => {
    expect(phoneKey('00 12345678')).to.equal('12345678');
    for (const digits of ['001234567', '4930012345678']) expect(phoneKey(digits)).to.equal(digits);
  });

  it('can be a word, for callers without a number', () => {
    same('Blocked', 'blocked');
    expect(phoneKey('Blocked')).to.equal('blocked');
    expect(phoneKey(' +-() ')).to.equal('');
  });

  it('keeps all its digits where it holds a letter', () => {
    expect(phoneKey('1-800-FLOWERS')).to.equal('1800flowers');
    expect(phoneKey('1 CRM 555 0123')).to.equal('1crm5550123');
  });
});
