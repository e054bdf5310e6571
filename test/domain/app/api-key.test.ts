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
const app: AppTenant = { id: appId, name: 'Clinic', isActive: true, country: null, createdAt: 0, updatedAt: 0 };
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

  it('begin with none', () => {
    expect(emptyRing(appId)).to.deep.equal({ appId, keys: [], revision: 0 });
    expect(currentKey(emptyRing(appId))).to.equal(null);
    expect(revokeKeys(emptyRing(appId), { auditId: 'audit-1' as AuditId }, NOW)).to.equal(null);
  });

  it('are changed all or nothing: the new one, those that end, and the line that says so', () => {
    const change = rotateKey(first, fresh(2), 60, NOW + 1);
    const made = { appId, validUntil: null, lastUsedAt: null };
    expect(change).to.deep.equal({
      appId,
      from: 1,
      keys: [
        { ...made, id: 'key-1', hash: 'hash-1', hint: 'hint-1', createdAt: NOW, validUntil: NOW + 60_001 },
        { ...made, id: 'key-2', hash: 'hash-2', hint: 'hint-2', createdAt: NOW + 1 },
      ],
      audit: {
        id: 'audit-2',
        appId,
        action: 'rotated',
        oldKeyHint: 'hint-1',
        newKeyHint: 'hint-2',
        performedAt: NOW + 1,
      },
    });
  });

  it('that have ended, or end sooner anyway, are left as they are', () => {
    const second = applied(first, rotateKey(first, fresh(2), 10, NOW));
    const changedBy = (graceSeconds: number, now: number) =>
      rotateKey(second, fresh(3), graceSeconds, now).keys.map(({ id }) => id);
    expect(changedBy(5, NOW)).to.deep.equal(['key-1', 'key-2', 'key-3']);
    expect(changedBy(10, NOW)).to.deep.equal(['key-2', 'key-3']);
    expect(changedBy(0, NOW + 10_000)).to.deep.equal(['key-2', 'key-3']);
  });

  it('are revoked with a line that names the one in use or, where none is, one in its grace time', () => {
    const revoked = (ring: KeyRing, now: number) => revokeKeys(ring, { auditId: 'audit-9' as AuditId }, now);
    expect(revoked(first, NOW + 1)).to.deep.include({
      appId,
      from: 1,
      audit: {
        id: 'audit-9',
        appId,
        action: 'revoked',
        oldKeyHint: 'hint-1',
        newKeyHint: null,
        performedAt: NOW + 1,
      },
    });
    const ending = { ...first, keys: first.keys.map((key) => ({ ...key, validUntil: NOW + 9 })) };
    expect(revoked(ending, NOW + 1)?.audit.oldKeyHint).to.equal('hint-1');
  });

  it('open nothing from their end on, whatever the app is', () => {
    const [key] = first.keys.map((one) => ({ ...one, validUntil: NOW + 9 }));
    if (key === undefined) throw new Error('there is a key');
    expect([NOW + 8, NOW + 9].map((now) => refusalOf(key, app, now))).to.deep.equal([null, 'key-ended']);
    expect(refusalOf(key, { ...app, isActive: false }, NOW + 9)).to.equal('key-ended');
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
