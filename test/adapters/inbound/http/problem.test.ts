import { expect } from 'chai';
import { problemOf } from '../../../../src/adapters/inbound/http/problem.js';

describe('a problem', () => {
  it('of a time range names the field that is wrong', () => {
    const { status, details } = problemOf({ _tag: 'BadTimeRange', field: 'from', reason: 'must be before to' });
    expect({ status, details }).to.deep.equal({
      status: 400,
      details: [{ path: 'from', message: 'must be before to' }],
    });
  });
});
