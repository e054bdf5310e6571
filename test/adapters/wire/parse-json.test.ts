import { expect } from 'chai';
import * as fc from 'fast-check';
import { isNone, toUndefined } from 'fp-ts/lib/Option.js';
import { parseJson } from '../../../src/adapters/wire/parse-json.js';

const parsed = (text: string): unknown => toUndefined(parseJson(text));

describe('the text of an event', () => {
  it('becomes a string with every digit for a whole number beyond 2^53', () => {
    expect(parsed('{"call_id":9223372036854775807}')).to.deep.equal({ call_id: '9223372036854775807' });
    expect(parsed('[9007199254740993,-9007199254740993]')).to.deep.equal(['9007199254740993', '-9007199254740993']);
  });

  it('leaves all other numbers numbers, next to a long one too', () => {
    const text =
      '{"a":9223372036854775807,"b":9007199254740991,"c":8951.029999999999,"d":1e3,"e":-0.12345678901234567}';
    expect(parsed(text)).to.deep.equal({
      a: '9223372036854775807',
      b: 9007199254740991,
      c: 8951.029999999999,
      d: 1000,
      e: Number('-0.12345678901234567'),
    });
  });

  it('is none if it is no JSON', () => {
    for (const text of ['', '{', '{"a":}', '<xml/>', 'undefined', '{"a":9223372036854775807']) {
      expect(isNone(parseJson(text)), text).to.equal(true);
    }
  });

  it('is the last value of a key that comes twice, with long numbers as without', () => {
    expect(parsed('{"a":1,"a":2}')).to.deep.equal({ a: 2 });
    expect(parsed('{"id":9223372036854775807,"a":1,"a":2}')).to.deep.equal({ id: '9223372036854775807', a: 2 });
  });

  it('cannot reach the prototype of anything by a key called __proto__', () => {
    for (const id of ['1', '9223372036854775807']) {
      const value = parsed(`{"__proto__":{"state":"ringing"},"call_id":${id}}`);
      expect(Object.getPrototypeOf(value)).to.equal(Object.prototype);
      expect((value as { state?: unknown }).state).to.equal(undefined);
    }
    expect(({} as { state?: unknown }).state).to.equal(undefined);
  });

  it('is parsed however deep it is nested', () => {
    const deep = `${'['.repeat(100_000)}9223372036854775807${']'.repeat(100_000)}`;
    expect(parsed(deep)).to.be.an('array');
  });

  it('reads any whole number of 64 bits exactly', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (n) => {
        expect(String(parsed(String(n)))).to.equal(String(n));
      }),
      { numRuns: 2_000 },
    );
  });

  it('reads everything else as JSON.parse does', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        fc.pre(!/\d{16}/.test(text));
        expect(parsed(text)).to.deep.equal(JSON.parse(text));
      }),
    );
  });
});
