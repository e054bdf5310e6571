import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import { Country, parseCountry } from '../../src/domain/country.js';

describe('a country', () => {
  it('is named by its two letters, in any case and with space around them', () => {
    for (const text of ['GB', 'gb', ' Gb ']) expect(parseCountry(text), text).to.equal('GB');
    for (const text of ['', 'ZZ', 'Germany', 'G B', 'USA']) expect(parseCountry(text), text).to.equal(null);
  });

  it('is decoded from such a text, and from nothing else', () => {
    expect(Country.decode('de')).to.deep.equal(E.right('DE'));
    for (const value of ['ZZ', 49, null, undefined, ['DE']]) {
      const decoded = Country.decode(value);
      expect(E.isLeft(decoded) && decoded.left[0]?.message, String(value)).to.match(/two letters of a country/);
    }
    expect(Country.is('DE')).to.equal(true);
    for (const value of ['de', 'ZZ', 49, null]) expect(Country.is(value), String(value)).to.equal(false);
  });
});
