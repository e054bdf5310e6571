import { expect } from 'chai';
import type { DialpadId } from '../../../src/domain/dialpad-id.js';
import { matchUsers, type PhoneSystemUser } from '../../../src/domain/user-mapping/match-users.js';

const id = (n: number): DialpadId => String(n) as DialpadId;
const user = (n: number, emails: readonly string[], more: Partial<PhoneSystemUser> = {}): PhoneSystemUser => ({
  id: id(n),
  name: `User ${n}`,
  emails,
  isActive: true,
  ...more,
});

const matching = (
  users: readonly PhoneSystemUser[],
  crmUsers: readonly { readonly id: string; readonly email: string }[] | null = null,
  mapped: ReadonlyMap<DialpadId, string> = new Map(),
) => {
  const { matched, unmatched } = matchUsers(users, mapped, crmUsers);
  return {
    matched: matched.map(({ dialpadUserId, crmUserId }) => `${dialpadUserId} is ${crmUserId}`),
    unmatched: unmatched.map(({ dialpadUserId, reason }) => `${dialpadUserId} ${reason}`),
  };
};

describe('matching users', () => {
  it('takes the address in lower case for the CRM user where no list is given', () => {
    expect(matching([user(1, [' Ana@Example.com '])])).to.deep.equal({
      matched: ['1 is ana@example.com'],
      unmatched: [],
    });
  });

  it('finds a user in a list by any address, ignoring case', () => {
    const crm = [{ id: 'crm-7', email: 'ANA@example.com' }];
    expect(matching([user(1, ['ana@home.test', 'ana@Example.com'])], crm).matched).to.deep.equal(['1 is crm-7']);
    expect(matching([user(2, ['ben@example.com'])], crm).unmatched).to.deep.equal(['2 not-in-crm']);
  });

  it('matches neither of two active users with the same address', () => {
    const { matched, unmatched } = matching([user(1, ['desk@example.com']), user(2, ['Desk@example.com'])]);
    expect(matched).to.deep.equal([]);
    expect(unmatched).to.deep.equal(['1 shared-email', '2 shared-email']);
  });

  it('finds a user who shares one address by another one', () => {
    const { matched, unmatched } = matching([
      user(1, ['desk@example.com', 'ana@example.com']),
      user(2, ['desk@example.com']),
    ]);
    expect(matched).to.deep.equal(['1 is ana@example.com']);
    expect(unmatched).to.deep.equal(['2 shared-email']);
  });

  it('ignores inactive users when it looks for shared addresses', () => {
    const left = user(2, ['ana@example.com'], { isActive: false });
    const { matched, unmatched } = matching([user(1, ['ana@example.com']), left]);
    expect(matched).to.deep.equal(['1 is ana@example.com']);
    expect(unmatched).to.deep.equal(['2 inactive']);
  });

  it('matches no user by an address that two CRM users have', () => {
    const crm = [
      { id: 'crm-1', email: 'desk@example.com' },
      { id: 'crm-2', email: 'desk@example.com' },
    ];
    expect(matching([user(1, ['desk@example.com'])], crm).unmatched).to.deep.equal(['1 shared-email']);
  });

  it('counts a CRM user that is listed twice as one', () => {
    const ana = { id: 'crm-1', email: 'ana@example.com' };
    expect(matching([user(1, ['ana@example.com'])], [ana, ana]).matched).to.deep.equal(['1 is crm-1']);
  });

  it('counts a user that is listed twice as one, because a list may change while it is read', () => {
    const ana = user(1, ['ana@example.com']);
    expect(matching([ana, ana])).to.deep.equal({ matched: ['1 is ana@example.com'], unmatched: [] });
  });

  it('says which users have no address', () => {
    expect(matching([user(1, []), user(2, ['', '  '])]).unmatched).to.deep.equal(['1 no-email', '2 no-email']);
  });

  it('leaves an existing mapping, also of an inactive user', () => {
    const mapped = new Map([[id(1), 'somebody']]);
    expect(matching([user(1, ['ana@example.com'], { isActive: false })], null, mapped).matched).to.deep.equal([
      '1 is somebody',
    ]);
    expect(matchUsers([user(1, [])], mapped, null).matched[0]?.isNew).to.equal(false);
  });

  it('says of each whom it found and whom not by name and first address', () => {
    const users = [user(1, ['Ana@Example.com', 'ana@home.test']), user(2, ['ben@example.com', 'ben@home.test'])];
    const { matched, unmatched } = matchUsers(users, new Map(), [{ id: 'crm-1', email: ' ana@home.test ' }]);
    expect(matched).to.deep.equal([
      { dialpadUserId: '1', crmUserId: 'crm-1', name: 'User 1', email: 'ana@example.com', isNew: true },
    ]);
    expect(unmatched).to.deep.equal([
      { dialpadUserId: '2', name: 'User 2', email: 'ben@example.com', reason: 'not-in-crm' },
    ]);
    const known = matchUsers([user(1, [' Ana@Example.com '])], new Map([[id(1), 'somebody']]), null).matched;
    expect(known).to.deep.equal([
      { dialpadUserId: '1', crmUserId: 'somebody', name: 'User 1', email: 'ana@example.com', isNew: false },
    ]);
    expect(matchUsers([user(1, [])], new Map(), null).unmatched[0]).to.include({ name: 'User 1', email: null });
  });

  it('finds nobody in a list that is empty', () => {
    expect(matching([user(1, ['ana@example.com'])], []).unmatched).to.deep.equal(['1 not-in-crm']);
  });

  it('takes no address that two in the CRM have, though a person has it to himself, where he has another', () => {
    const crm = [
      { id: 'crm-1', email: 'desk@example.com' },
      { id: 'crm-2', email: 'Desk@example.com' },
      { id: 'crm-3', email: 'ana@example.com' },
    ];
    expect(matching([user(1, ['desk@example.com', 'ana@example.com'])], crm).matched).to.deep.equal(['1 is crm-3']);
  });

  it('takes one who has the same address twice for one', () => {
    expect(matching([user(1, ['ana@example.com', 'Ana@example.com'])]).matched).to.deep.equal(['1 is ana@example.com']);
  });

  it('takes an address that three have for nobody’s', () => {
    const three = [1, 2, 3].map((n) => user(n, ['desk@example.com']));
    expect(matching(three).unmatched).to.deep.equal(['1 shared-email', '2 shared-email', '3 shared-email']);
  });
});
