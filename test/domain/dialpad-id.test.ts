import { expect } from 'chai';
import * as fc from 'fast-check';
import { none, some } from 'fp-ts/lib/Option.js';
import { DialpadId, parseDialpadId } from '../../src/domain/dialpad-id.js';

describe('a Dialpad id', () => {
  it('keeps every digit of any positive int64', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 2n ** 63n - 1n }), (n) => {
        expect(parseDialpadId(n)).to.deep.equal(some(String(n)));
        expect(parseDialpadId(` 00${n} `)).to.deep.equal(some(String(n)));
      }),
    );
  });

  it('is read from a number only while that is exact', () => {
    expect(parseDialpadId(9876543210)).to.deep.equal(some('9876543210'));
    expect(parseDialpadId(2 ** 53)).to.deep.equal(none);
  });

  it('is canonical: digits without a sign, a space or a zero in front', () => {
    for (const text of ['1', '10', '9223372036854775807']) expect(DialpadId.is(text), text).to.equal(true);
    for (const text of ['', '0', '01', '+1', '1 ', ' 1', '1a', '9223372036854775808', '10000000000000000000', 1]) {
      expect(DialpadId.is(text), String(text)).to.equal(false);
    }
  });

  it('is the same with zeros in front, and they are no id by themselves', () => {
    expect(parseDialpadId('0010')).to.deep.equal(some('10'));
    expect([parseDialpadId('00'), parseDialpadId('1001')]).to.deep.equal([none, some('1001')]);
    expect([parseDialpadId(-1n), parseDialpadId(['1'])]).to.deep.equal([none, none]);
  });

  it('is none for the ways of writing that there is none, and for what is beyond int64', () => {
    for (const raw of [null, undefined, 0, '', '0', 'null', -1, 1.5, '12a', {}, '9223372036854775808']) {
      expect(parseDialpadId(raw), String(raw)).to.deep.equal(none);
    }
  });
});
