import { expect } from 'chai';
import * as fc from 'fast-check';
import { timeOf } from '../../../../src/adapters/outbound/dialpad/event-times.js';
import {
  addressesOf,
  directionOf,
  field,
  fieldsOf,
  firstAddress,
  idOf,
  MAX_LISTED,
  millisecondsAsSeconds,
  objectsIn,
  secondsOf,
  textOf,
  textsOf,
  wordOf,
} from '../../../../src/adapters/outbound/dialpad/json-fields.js';

describe('a duration', () => {
  it('is rounded to whole seconds, from milliseconds or seconds', () => {
    expect(millisecondsAsSeconds(8951.029999999999)).to.equal(9);
    expect(millisecondsAsSeconds('124531.031')).to.equal(125);
    expect(millisecondsAsSeconds(463.294)).to.equal(0);
    expect(secondsOf(45.4)).to.equal(45);
    expect(secondsOf('300')).to.equal(300);
  });

  it('is null where it is negative, not a number, or larger than storages hold', () => {
    for (const value of [-1, 'long', null, 1e300, [], {}]) expect(secondsOf(value), String(value)).to.equal(null);
  });
});

describe('an id', () => {
  it('is null for every placeholder for no id', () => {
    for (const value of [
      null,
      undefined,
      '',
      0,
      '0',
      'null',
      'abc',
      -1,
      1.5,
      2 ** 53,
      '9223372036854775808',
      [1],
      {},
    ]) {
      expect(idOf(value), String(value)).to.equal(null);
    }
  });
});

describe('a text', () => {
  it('is null if it is blank or no text', () => {
    for (const value of ['', '  ', null, undefined, {}, [], true]) expect(textOf(value), String(value)).to.equal(null);
    expect(textOf(15550110201)).to.equal('15550110201');
  });

  it('is the first of a list', () => {
    expect(firstAddress([null, '', '+1'])).to.equal('+1');
    expect(firstAddress([])).to.equal(null);
    expect(firstAddress('+1')).to.equal('+1');
  });

  it('are the first of a list that is too long', () => {
    const many = Array.from({ length: MAX_LISTED * 2 }, (_, n) => `${n}`);
    expect(textsOf(many)).to.deep.equal(many.slice(0, MAX_LISTED));
  });

  it('that are too long are no addresses', () => {
    expect(addressesOf(['a'.repeat(8_193), 'b'.repeat(8_192)])).to.deep.equal(['b'.repeat(8_192)]);
  });
});

describe('a direction', () => {
  it('is one of three words each, in upper or lower case', () => {
    for (const word of ['inbound', 'Incoming', 'IN']) expect(directionOf(word)).to.equal('inbound');
    for (const word of ['OUTBOUND', 'outgoing', ' out ']) expect(directionOf(word)).to.equal('outbound');
    for (const word of ['up', null, 1, 'constructor']) expect(directionOf(word)).to.equal(null);
  });
});

describe('readers of JSON', () => {
  it('see only the object’s own fields', () => {
    expect(field(fieldsOf({}), 'constructor')).to.equal(undefined);
    expect(field(fieldsOf([1]), 'length')).to.equal(undefined);
    expect(field(fieldsOf(JSON.parse('{"__proto__":{"a":1}}')), 'a')).to.equal(undefined);
  });

  it('never throw', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        for (const read of [
          textOf,
          wordOf,
          firstAddress,
          idOf,
          directionOf,
          secondsOf,
          millisecondsAsSeconds,
          timeOf,
        ]) {
          read(value);
        }
        objectsIn(value).map((one) => field(one, 'a'));
      }),
      { numRuns: 1_000 },
    );
  });
});
