import { expect } from 'chai';
import {
  currentKey,
  emptyRing,
  type KeyChange,
  type KeyRing,
  keyHint,
  refusalOf,
  revokeKeys,
  rotateKey,
} from '../../../src/domain/app/api-key.js';
import type { AppTenant } from '../../../src/domain/app/app-tenant.js';
import type { AppId, AuditId, KeyId } from '../../../src/domain/ids.js';

const appId = '01890000-0000-7000-8000-0000000000aa' as AppId;
const app: AppTenant = { id: appId, name: 'Clinic', isActive: true, createdAt: 0, updatedAt: 0 };
const NOW = 1_000_000;

const fresh = (n: number) => ({
  id: `key-${n}` as KeyId,
  auditId: `audit-${n}` as AuditId,
  hash: `hash-${n}`,
  hint: `hint-${n}`,
});

/** The ring after a change. */
const applied = (ring: KeyRing, change: KeyChange): KeyRing => ({
  ...ring,
  keys: [...ring.keys.filter((key) => !change.keys.some(({ id }) => id === key.id)), ...change.keys],
  revision: ring.revision + 1,
});

const opens = (ring: KeyRing, now: number): readonly string[] =>
  ring.keys.filter((key) => refusalOf(key, app, now) === null).map(({ id }) => id);

describe('the keys of an app', () => {
  const first = applied(emptyRing(appId), rotateKey(emptyRing(appId), fresh(1), 0, NOW));

  it('begin with one that is audited as created, and go on with ones audited as rotated', () => {
    expect(rotateKey(emptyRing(appId), fresh(1), 0, NOW).audit).to.include({ action: 'created', oldKeyHint: null });
    expect(rotateKey(first, fresh(2), 0, NOW).audit).to.include({
      action: 'rotated',
      oldKeyHint: 'hint-1',
      newKeyHint: 'hint-2',
    });
  });

  it('end at once when a new one is made without grace', () => {
    const second = applied(first, rotateKey(first, fresh(2), 0, NOW + 1));
    expect(opens(second, NOW + 1)).to.deep.equal(['key-2']);
    expect(currentKey(second)?.id).to.equal('key-2');
  });

  it('live on side by side for the grace that was given, and no longer', () => {
    const second = applied(first, rotateKey(first, fresh(2), 60, NOW));
    expect(opens(second, NOW + 59_999)).to.have.members(['key-1', 'key-2']);
    expect(opens(second, NOW + 60_000)).to.deep.equal(['key-2']);
  });

  it('do not get a longer life from a later grace', () => {
    const second = applied(first, rotateKey(first, fresh(2), 10, NOW));
    const third = applied(second, rotateKey(second, fresh(3), 3600, NOW + 1));
    expect(opens(third, NOW + 10_000)).to.have.members(['key-2', 'key-3']);
  });

  it('all end when they are revoked, those in their grace time too', () => {
    const second = applied(first, rotateKey(first, fresh(2), 60, NOW));
    const change = revokeKeys(second, { auditId: 'audit-3' as AuditId }, NOW + 1);
    if (change === null) throw new Error('there were keys to revoke');
    expect(opens(applied(second, change), NOW + 1)).to.deep.equal([]);
    expect(change.audit).to.include({ action: 'revoked', oldKeyHint: 'hint-2', newKeyHint: null });
    expect(revokeKeys(applied(second, change), { auditId: 'audit-4' as AuditId }, NOW + 2)).to.equal(null);
  });

  it('open nothing while their app is inactive', () => {
    const [key] = first.keys;
    if (key === undefined) throw new Error('there is a key');
    expect(refusalOf(key, { ...app, isActive: false }, NOW)).to.equal('app-inactive');
  });

  it('are told apart by their first 8 and last 4 characters', () => {
    expect(keyHint(`app_abcd${'0'.repeat(56)}cdef`)).to.equal('app_abcd...cdef');
  });
});
