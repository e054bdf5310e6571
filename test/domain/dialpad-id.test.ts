import { expect } from 'chai';
import * as fc from 'fast-check';
import { none, some } from 'fp-ts/lib/Option.js';
import { parseDialpadId } from '../../src/domain/dialpad-id.js';

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

  it('is none for the ways of writing that there is none, and for what is beyond int64', () => {
    for (const raw of [null, undefined, 0, '', '0', 'null', -1, 1.5, '12a', {}, '9223372036854775808']) {
      expect(parseDialpadId(raw), String(raw)).to.deep.equal(none);
    }
  });
});
