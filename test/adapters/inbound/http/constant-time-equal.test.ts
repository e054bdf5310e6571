import { expect } from 'chai';
import * as fc from 'fast-check';
import { constantTimeEqual } from '../../../../src/adapters/inbound/http/constant-time-equal.js';

describe('the comparison of secrets', () => {
  it('works for secrets of any length', () => {
    expect(constantTimeEqual('secret', 'secret')).to.equal(true);
    expect(constantTimeEqual('secret', 'secre')).to.equal(false);
    expect(constantTimeEqual('', 'secret')).to.equal(false);
    fc.assert(fc.property(fc.string(), fc.string(), (a, b) => constantTimeEqual(a, b) === (a === b)));
  });
});
