import { expect } from 'chai';
import { memoryStorage } from '../../../src/adapters/outbound/storage/memory/memory-storage.js';
import { apiKeyGenerator } from '../../../src/adapters/outbound/system/api-key-generator.js';
import type { Storage } from '../../../src/application/ports/storage.js';
import {
  makeAuthenticateKey,
  makeKnownAccess,
  makeRecheckAccess,
} from '../../../src/application/tenants/authenticate-key.js';
import { emptyRing, type KeyRing, keyHint, revokeKeys, rotateKey } from '../../../src/domain/app/api-key.js';
import type { AppTenant } from '../../../src/domain/app/app-tenant.js';
import type { KeyAccess } from '../../../src/domain/app/key-access.js';
import type { AuditId, KeyId } from '../../../src/domain/ids.js';
import type { Timestamp } from '../../../src/domain/timestamp.js';
import { leftOf, rightOf, someOf } from '../../../src/testing/storage/outcome.js';
import { app, nextId } from '../../../src/testing/storage/samples.js';
import { type SettableClock, settableClock } from '../../support/time.js';

const SECOND = 1_000;

describe('a key', () => {
  let tenant: AppTenant;
  let storage: Storage;
  let clock: SettableClock;
  let key: string;
  let used: (readonly [KeyId, Timestamp])[];
  /** The hashes that storage was asked for. */
  let lookedUp: string[];

  const makeDeps = () => ({
    apiKeys: {
      findById: storage.apiKeys.findById,
      findByHash: (hash: string) => {
        lookedUp.push(hash);
        return storage.apiKeys.findByHash(hash);
      },
    },
    keys: apiKeyGenerator,
    clock,
    noteUse: (id: KeyId, at: Timestamp) => {
      used.push([id, at]);
    },
  });
  const authenticate = (presented: string = key) => makeAuthenticateKey(makeDeps())(presented);
  const recheck = (access: KeyAccess) => makeRecheckAccess(makeDeps())(access);

  const ring = () => someOf(storage.apiKeys.ring(tenant.id));
  /** What brings a key into a ring. */
  const withKey = (before: KeyRing, text: string, graceSeconds: number) => {
    const named = { id: nextId<KeyId>(), auditId: nextId<AuditId>() };
    return rotateKey(
      before,
      { ...named, hash: apiKeyGenerator.hash(text), hint: keyHint(text) },
      graceSeconds,
      clock.now(),
    );
  };
  const givenAnotherKey = async (graceSeconds: number): Promise<void> =>
    rightOf(storage.apiKeys.apply(withKey(await ring(), apiKeyGenerator.next(), graceSeconds)));
  const givenRevoked = async (): Promise<void> => {
    const change = revokeKeys(await ring(), { auditId: nextId<AuditId>() }, clock.now());
    if (change !== null) await rightOf(storage.apiKeys.apply(change));
  };
  const switchedOff = () => rightOf(storage.apps.update(tenant.id, { isActive: false }, clock.now()));

  beforeEach(async () => {
    storage = memoryStorage();
    clock = settableClock();
    used = [];
    lookedUp = [];
    tenant = app();
    key = apiKeyGenerator.next();
    await rightOf(storage.apps.create(tenant, withKey(emptyRing(tenant.id), key, 0)));
  });

  it('opens its app, and that it was used is noted', async () => {
    clock.advance(SECOND);
    const [only] = (await ring()).keys;
    expect(await rightOf(authenticate())).to.deep.equal({ appId: tenant.id, keyId: only?.id, validUntil: null });
    expect(used).to.deep.equal([[only?.id, clock.now()]]);
  });

  it('opens its app until its grace is over, and says when that is', async () => {
    const end = clock.now() + 60 * SECOND;
    await givenAnotherKey(60);
    clock.advance(60 * SECOND - 1);
    expect(await rightOf(authenticate())).to.include({ appId: tenant.id, validUntil: end });
    used = [];
    clock.advance(1);
    expect(await leftOf(authenticate())).to.deep.equal({ _tag: 'KeyRefused', reason: 'key-ended' });
    expect(used, 'no use of what opens nothing').to.deep.equal([]);
  });

  it('opens nothing where nobody was given it', async () => {
    expect(await leftOf(authenticate(apiKeyGenerator.next()))).to.deep.equal({
      _tag: 'KeyRefused',
      reason: 'key-unknown',
    });
    expect(used).to.deep.equal([]);
  });

  it('opens nothing while its app is switched off', async () => {
    await switchedOff();
    expect(await leftOf(authenticate())).to.deep.equal({ _tag: 'KeyRefused', reason: 'app-inactive' });
    expect(used).to.deep.equal([]);
  });

  it('is looked up by its hash alone', async () => {
    await rightOf(authenticate());
    expect(lookedUp).to.deep.equal([apiKeyGenerator.hash(key)]);
  });

  it('is not even looked up where it does not look like one', async () => {
    const digits = key.slice('app_'.length);
    const unlike = [
      '',
      digits,
      `key_${digits}`,
      `app_${digits.slice(1)}`,
      `${key}0`,
      `x${key}`,
      `app_${'A'.repeat(64)}`,
      `app_${'g'.repeat(64)}`,
      apiKeyGenerator.hash(key),
    ];
    for (const one of unlike) {
      expect(await leftOf(authenticate(one)), one).to.deep.equal({ _tag: 'KeyRefused', reason: 'key-unknown' });
    }
    expect(lookedUp).to.deep.equal([]);
  });

  it('that is known without a look-up opens its app; any other, or one that opens nothing, has to be looked up', async () => {
    const record = await someOf(storage.apiKeys.findByHash(apiKeyGenerator.hash(key)));
    const known = (hash: string) => (hash === record.key.hash ? record : null);
    const open = makeKnownAccess({ ...makeDeps(), known });
    expect(open(key)).to.deep.equal({ appId: tenant.id, keyId: record.key.id, validUntil: null });
    expect(used).to.deep.equal([[record.key.id, clock.now()]]);
    expect([open(apiKeyGenerator.next()), open('no key')]).to.deep.equal([null, null]);
    const switchedOff = { ...record, app: { ...record.app, isActive: false } };
    expect(makeKnownAccess({ ...makeDeps(), known: () => switchedOff })(key)).to.equal(null);
  });

  it('is neither good nor bad while storage is out of reach', async () => {
    const access = await rightOf(authenticate());
    used = [];
    await storage.close();
    expect(await leftOf(authenticate())).to.include({ _tag: 'StorageUnavailable' });
    expect(await leftOf(recheck(access))).to.include({ _tag: 'StorageUnavailable' });
    expect(used).to.deep.equal([]);
  });

  describe('that was let in before', () => {
    it('still opens the same, and that is no new use', async () => {
      const access = await rightOf(authenticate());
      used = [];
      expect(await rightOf(recheck(access))).to.deep.equal(access);
      expect(used).to.deep.equal([]);
    });

    it('opens it for as long as is known now, not as was known then', async () => {
      const access = await rightOf(authenticate());
      await givenAnotherKey(60);
      const end = clock.now() + 60 * SECOND;
      expect(await rightOf(recheck(access))).to.deep.equal({ ...access, validUntil: end });
      clock.advance(60 * SECOND);
      expect(await leftOf(recheck(access))).to.deep.equal({ _tag: 'KeyRefused', reason: 'key-ended' });
    });

    it('opens nothing once it is revoked', async () => {
      const access = await rightOf(authenticate());
      await givenRevoked();
      expect(await leftOf(recheck(access))).to.deep.equal({ _tag: 'KeyRefused', reason: 'key-ended' });
    });

    it('opens nothing once its app is switched off', async () => {
      const access = await rightOf(authenticate());
      await switchedOff();
      expect(await leftOf(recheck(access))).to.deep.equal({ _tag: 'KeyRefused', reason: 'app-inactive' });
    });

    it('opens nothing where there is no such key', async () => {
      const access = { appId: tenant.id, keyId: nextId<KeyId>(), validUntil: null };
      expect(await leftOf(recheck(access))).to.deep.equal({ _tag: 'KeyRefused', reason: 'key-unknown' });
    });
  });
});
