import { expect } from 'chai';
import fc from 'fast-check';
import { contradictions } from '../../../src/domain/user-mapping/contradictions.js';
import { crmUserKey, isSameCrmUser } from '../../../src/domain/user-mapping/crm-user-key.js';
import { dialpadId } from '../../../src/testing/storage/samples.js';

describe('the key of a CRM user', () => {
  it('is the same for an id with an @ in any case, also beyond ASCII', () => {
    for (const [one, other] of [
      ['Cleo.Diaz@Example.com', 'cleo.diaz@example.com'],
      ['ÉMILE@Société.FR', 'émile@société.fr'],
      ['Straẞe@x.de', 'STRASSE@X.DE'],
      ['ΟΔΟΣ@x.gr', 'οδος@X.GR'],
    ] as const) {
      expect(isSameCrmUser(one, other), one).to.equal(true);
    }
  });

  it('is the id itself where it holds no @', () => {
    expect(crmUserKey('Agent-7')).to.equal('Agent-7');
    expect(isSameCrmUser('Agent-7', 'agent-7')).to.equal(false);
    expect(isSameCrmUser('a@x', 'b@x')).to.equal(false);
  });

  it('does not change by case or by being made again', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        const id = `${before}@${after}`;
        expect(crmUserKey(id.toUpperCase())).to.equal(crmUserKey(id.toLowerCase()));
        expect(crmUserKey(crmUserKey(id))).to.equal(crmUserKey(id));
      }),
    );
  });
});

describe('a batch of mappings', () => {
  const row = (user: number, crmUserId: string) => ({ dialpadUserId: dialpadId(user), crmUserId });

  it('contradicts itself in every row of a user that has two CRM users', () => {
    expect(contradictions([row(1, 'ann'), row(2, 'bob'), row(1, 'eve'), row(1, 'ann')])).to.deep.equal([0, 2, 3]);
    expect(contradictions([row(1, 'Ann'), row(1, 'ann')])).to.deep.equal([0, 1]);
  });

  it('does not where a user is named twice for the same CRM user', () => {
    expect(contradictions([row(1, 'ann'), row(1, 'ann'), row(2, 'ann')])).to.deep.equal([]);
    expect(contradictions([row(1, 'Ann@x.com'), row(1, 'ANN@X.COM')])).to.deep.equal([]);
    expect(contradictions([])).to.deep.equal([]);
  });
});
