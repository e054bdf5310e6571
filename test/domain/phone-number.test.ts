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

  it('can be a word, for callers without a number', () => {
    same('Blocked', 'blocked');
    expect(phoneKey('blocked')).not.to.equal('');
    expect(phoneKey(' +-() ')).to.equal('');
  });
});
