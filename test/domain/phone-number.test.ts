import { expect } from 'chai';
import * as fc from 'fast-check';
import { getCountries, getExampleNumber } from 'libphonenumber-js/max';
import examples from 'libphonenumber-js/mobile/examples';
import type { Country } from '../../src/domain/country.js';
import { phoneKey } from '../../src/domain/phone-number.js';

const keysOf = (country: Country, spellings: readonly string[]) =>
  Object.fromEntries(spellings.map((spelling) => [spelling, phoneKey(spelling, country)]));
const all = (country: Country, key: string, ...spellings: readonly string[]) =>
  expect(keysOf(country, spellings)).to.deep.equal(Object.fromEntries(spellings.map((spelling) => [spelling, key])));

describe('a phone number', () => {
  it('is the same however it is written', () => {
    all(
      'US',
      '5550123',
      '555-0123',
      '(555) 0123',
      '5550123',
      '555.0123',
      '555-0123 x5',
      'tel:555-0123',
      'sip:5550123@pbx',
    );
    all('US', '+15555550123', '+1 555 555 0123', '5555550123', '1-555-555-0123', '001 555 555 0123', '15555550123');
    all('US', '+442079460123', '+44 20 7946 0123', '0044 20 7946 0123', '011 44 20 7946 0123', '442079460123');
  });

  it('has no extension and no address around it', () => {
    const written = ['+1 (555) 010-0114 ext. 5', '555.010.0114 x9', '+15550100114;ext=5', 'tel:+1-555-010-0114'];
    const addresses = [
      'sip:+15550100114@x',
      '"Ann" <sip:+15550100114;ext=5@example.com>;tag=1',
      'sip:15550100114@h;user=phone',
    ];
    const dialled = ['+1-555-010-0114,,5#', '+1 555 010 0114 p5', '(555) 010-0114 (ext 5)', '+1 555 010 0114 #5'];
    const others = [
      'tel:0100114;phone-context=+1-555',
      'tel:%2B15550100114',
      '+1.555.010.0114 extension 77',
      '+15550100114@x',
    ];
    all('US', '+15550100114', ...written, ...addresses, ...dialled, ...others);
  });

  it('may have its extension written close to it, or left out, its country code in brackets, and a label', () => {
    const extensions = ['5550100114ext5', '555-010-0114ext.5', '+15550100114w5', '+1 555 010 0114 ext.'];
    const brackets = ['(+1) 555 010 0114', '[+1] (555) 010-0114', '+(1) 555 010 0114'];
    const separators = ['+1·555·010·0114', '+1_555_010_0114', "'+15550100114"];
    const labels = ['Mobile: +1 555 010 0114', 'Tel.: 555 010 0114', 'sip:+15550100114:secret@x'];
    all('US', '+15550100114', ...extensions, ...brackets, ...separators, ...labels);
    all('US', '+442079460000', '(+44) 20 7946 0000', '(+44)(0)20 7946 0000');
  });

  it('may have a zero that is dialled within the country only, and unusual digits, dashes and spaces', () => {
    all('US', '+442079460000', '+44 (0)20 7946 0000', '0044 (0) 20 7946 0000', '+44 [0]20 7946 0000', '+4402079460000');
    all('US', '+390669812345', '+39 (0)6 698 12345', '+39 06 698 12345');
    all(
      'US',
      '+15550100114',
      '٥٥٥٠١٠٠١١٤',
      '555\u00a0010\u20110114',
      '\u202a+1 555 010 0114\u202c',
      '＋１（５５５）０１００１１４',
    );
    all('US', '+525512345678', '+52 1 55 1234 5678', '+52 55 1234 5678');
  });

  it('belongs to the country of its code, or else to the one given', () => {
    all('US', '+16562345678', '+1 656 234 5678', '6562345678');
    all('US', '+6562345678', '+65 6234 5678', '011 65 6234 5678', ' 65 6234 5678');
    all('SG', '+6562345678', '+65 6234 5678', '6234 5678', '00 65 6234 5678');
    all('GB', '+441144960000', '0114 496 0000', '+44 114 496 0000');
    all('GB', '+442079460000', '020 7946 0000', '(0)20 7946 0000', '011 44 20 7946 0000', '00 44 20 7946 0000');
    all('DE', '+493012345678', '030 12345678', '+49 (0) 30 12345678', '+49 30 12345678 Durchwahl 5');
    all('DE', '+15550100114', '00 1 555 010 0114', '+1 555 010 0114');
    all('AR', '+5491123456789', '011 15-2345-6789', '+54 9 11 2345-6789');
  });

  it('that no country can have is compared by its digits, and is never the number of another country', () => {
    all('US', '1234567890', '+1234567890', '1234567890');
    all('US', '0987654321', '+0987654321', '0987654321');
    all('US', '88022', '88022', '880-22', 'tel:88022');
    expect(phoneKey('+999 555 0123')).not.to.equal(phoneKey('9995550123'));
  });

  it('can be a word, for callers without a number', () => {
    all('US', 'blocked', 'Blocked', 'blocked', ' BLOCKED ');
    all(
      'US',
      'anonymous',
      'Anonymous',
      'sip:anonymous@anonymous.invalid',
      '"Caller" <sip:anonymous@anonymous.invalid>;tag=1',
    );
    all('US', 'acme', 'ACME', 'Acme');
    all('US', '24x7', '24x7', '24X7');
    all('US', '', ' +-() ', '');
    expect(phoneKey('1-800-FLOWERS')).to.equal('1800flowers');
    expect(phoneKey('ext 12')).to.equal('ext12');
  });

  const countries = fc.constantFrom(...getCountries());

  it('has the same key in every spelling that formatters make of it', () => {
    fc.assert(
      fc.property(
        countries,
        fc.constantFrom('', ' ext. 5', ' x9', ';ext=123', ' #4', ',,77#'),
        (country, extension) => {
          const example = getExampleNumber(country, examples);
          if (example === undefined) return;
          const international = [
            example.number,
            example.formatInternational(),
            example.formatInternational().replace(/ /g, '-'),
          ];
          const idd = [`00${example.number.slice(1)}`, example.getURI(), `sip:${example.number}@example.com`];
          const spellings = [...international, ...idd.slice(1), example.formatNational()].map((one) =>
            one.startsWith('sip:') ? one : `${one}${extension}`,
          );
          all(country, example.number, ...spellings);
          all('US', example.number, ...international, ...idd);
        },
      ),
      { numRuns: 600 },
    );
  });

  it('may stand among more than one sign of each kind', () => {
    const spellings = [
      ...['++15550100114', '+ 1 555 010 0114', '+0015550100114', '"+1 555 010 0114"', "''5550100114''"],
      ...['=+15550100114', '(+1)  555  010  0114', '555 -  010 - 0114', '%2B1%20555%20010%200114'],
    ];
    for (const text of spellings) {
      expect(phoneKey(text, 'US'), text).to.equal('+15550100114');
    }
    expect(phoneKey('100%', 'US')).to.equal('100');
    expect(phoneKey('%zz5550100114', 'US')).to.not.equal('+15550100114');
    expect(phoneKey(`${'1 '.repeat(200)}`, 'US')).to.not.match(/^[+]/);
    expect(phoneKey('a'.repeat(500), 'US')).to.equal('a'.repeat(199));
  });

  it('has a key whose key is the same', () => {
    const digits = fc.stringMatching(/^ ?[+(]?[0-9][0-9 ().x;-]{0,20}$/);
    fc.assert(
      fc.property(countries, fc.oneof(fc.string({ unit: 'grapheme' }), digits, digits), (country, text) => {
        const key = phoneKey(text, country);
        expect(phoneKey(key, country)).to.equal(key);
      }),
      { numRuns: 3_000, examples: [['AC', '㈀ㅏ']] },
    );
  });
});
