import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { memoryStorage } from '../../../src/adapters/outbound/storage/memory/memory-storage.js';
import { apiKeyGenerator } from '../../../src/adapters/outbound/system/api-key-generator.js';
import type { ApiKeyRepository } from '../../../src/application/ports/api-key-repository.js';
import type { BusMessage } from '../../../src/application/ports/event-bus.js';
import type { Storage } from '../../../src/application/ports/storage.js';
import { conflict, storageFault, storageUnavailable } from '../../../src/application/ports/storage-error.js';
import { makeRevokeKeys, makeRotateKey } from '../../../src/application/tenants/keys.js';
import { emptyRing, type KeyChange, keyHint } from '../../../src/domain/app/api-key.js';
import type { AppTenant } from '../../../src/domain/app/app-tenant.js';
import { AuditId, type KeyId } from '../../../src/domain/ids.js';
import { leftOf, rightOf, someOf } from '../../../src/testing/storage/outcome.js';
import { app, firstKey, keyChange, nextId, upTo } from '../../../src/testing/storage/samples.js';
import { type SettableClock, settableClock } from '../../support/time.js';

const SECOND = 1_000;

describe('an app’s keys', () => {
  let tenant: AppTenant;
  let storage: Storage;
  let clock: SettableClock;
  let notices: BusMessage[];

  const makeDeps = (apiKeys: Partial<ApiKeyRepository> = {}) => ({
    apiKeys: { ...storage.apiKeys, ...apiKeys },
    keys: apiKeyGenerator,
    ids: { next: () => nextId<KeyId>() },
    clock,
    bus: { publish: (notice: BusMessage) => void notices.push(notice), subscribe: () => () => undefined },
  });
  const rotate = (graceSeconds = 0, apiKeys: Partial<ApiKeyRepository> = {}) =>
    makeRotateKey(makeDeps(apiKeys))(tenant, graceSeconds);
  const revoke = (apiKeys: Partial<ApiKeyRepository> = {}) => makeRevokeKeys(makeDeps(apiKeys))(tenant);

  const ring = () => someOf(storage.apiKeys.ring(tenant.id));
  /** When each key ends, in the order in which they came. */
  const ends = async () => (await ring()).keys.map(({ validUntil }) => validUntil);
  const audit = async () =>
    (await rightOf(storage.apiKeys.audit(tenant.id, { limit: 10, offset: 0 }, 'oldest-first'))).items;
  const actions = async () => (await audit()).map(({ action }) => action);
  /** So many changes of the ring come too late, since another administrator was faster each time. */
  const losing = (times: number) => {
    const lost = { times: 0 };
    const apply: ApiKeyRepository['apply'] = (change) => async () => {
      if (lost.times === times) return storage.apiKeys.apply(change)();
      lost.times += 1;
      return E.left(conflict);
    };
    return { lost, apply };
  };

  beforeEach(async () => {
    storage = memoryStorage();
    clock = settableClock();
    notices = [];
    tenant = app();
    await rightOf(storage.apps.create(tenant, firstKey(tenant)));
    clock.advance(SECOND);
  });

  describe('rotated', () => {
    it('are one new key, which is shown with its app and its moment', async () => {
      const issued = await rightOf(rotate());
      expect(issued).to.deep.equal({ app: tenant, key: issued.key, issuedAt: clock.now() });
      const found = await someOf(storage.apiKeys.findByHash(apiKeyGenerator.hash(issued.key)));
      expect(found.key).to.include({ hint: keyHint(issued.key), createdAt: clock.now(), validUntil: null });
    });

    it('end the old one at once where no grace is given', async () => {
      await rightOf(rotate());
      expect(await ends()).to.deep.equal([clock.now(), null]);
    });

    it('leave the old one good for as long as the grace is', async () => {
      await rightOf(rotate(60));
      expect(await ends()).to.deep.equal([clock.now() + 60 * SECOND, null]);
    });

    it('are audited with both hints, each line under an id of its own', async () => {
      const [old] = (await ring()).keys;
      const { key } = await rightOf(rotate());
      const [created, rotated] = await audit();
      expect(rotated).to.include({ action: 'rotated', oldKeyHint: old?.hint, newKeyHint: keyHint(key) });
      const ids = [created?.id, rotated?.id, ...(await ring()).keys.map(({ id }) => id)];
      expect(new Set(ids).size).to.equal(4);
    });

    it('have whoever is connected checked again, once', async () => {
      await rightOf(rotate());
      expect(notices).to.deep.equal([{ _tag: 'AccessChanged', appId: tenant.id }]);
    });

    it('begin with a created one where the app has none at all', async () => {
      const kept: KeyChange[] = [];
      const { key } = await rightOf(
        rotate(0, {
          ring: () => TE.right(O.none),
          apply: (change) => {
            kept.push(change);
            return TE.right(undefined);
          },
        }),
      );
      expect(kept).to.have.length(1);
      expect(kept[0]).to.include({ appId: tenant.id, from: 0 });
      expect(kept[0]?.audit).to.include({ action: 'created', oldKeyHint: null, newKeyHint: keyHint(key) });
    });

    it('at the same time end up with one that has no end: of two, the later decides anew from what the other left', async () => {
      let isFirst = true;
      const { key } = await rightOf(
        rotate(0, {
          apply: (change) => async () => {
            if (isFirst) {
              isFirst = false;
              await rightOf(storage.apiKeys.apply(keyChange(await ring(), 'of another administrator', clock.now())));
            }
            return storage.apiKeys.apply(change)();
          },
        }),
      );
      expect(await ends()).to.deep.equal([clock.now(), clock.now(), null]);
      expect((await ring()).keys.at(-1)?.hash).to.equal(apiKeyGenerator.hash(key));
      expect(await actions()).to.deep.equal(['created', 'rotated', 'rotated']);
      expect(notices).to.have.length(1);
    });

    it('by several at the same moment end up with one that has no end', async () => {
      await Promise.all(upTo(3).map(() => rightOf(rotate())));
      expect((await ends()).filter((end) => end === null)).to.have.length(1);
      expect(await actions()).to.have.length(4);
    });

    it('take up to five tries, and are given up as a fault after that', async () => {
      await rightOf(rotate(0, { apply: losing(4).apply }));
      notices = [];
      const { lost, apply } = losing(Number.POSITIVE_INFINITY);
      expect(await leftOf(rotate(0, { apply }))).to.include({ _tag: 'StorageFault' });
      expect(lost.times).to.equal(5);
      expect(await actions()).to.have.length(2);
      expect(notices).to.deep.equal([]);
    });

    it('are not tried again where storage refuses the change, and nobody hears of them', async () => {
      for (const error of [storageFault('no'), storageUnavailable('no')]) {
        let tries = 0;
        const apply: ApiKeyRepository['apply'] = () => async () => {
          tries += 1;
          return E.left(error);
        };
        expect(await leftOf(rotate(0, { apply }))).to.deep.equal(error);
        expect(tries).to.equal(1);
      }
      expect(notices).to.deep.equal([]);
    });

    it('stay as they are while storage is out of reach', async () => {
      await storage.close();
      expect(await leftOf(rotate())).to.include({ _tag: 'StorageUnavailable' });
      expect(notices).to.deep.equal([]);
    });
  });

  describe('revoked', () => {
    it('all end at once, those in their grace time included, which is told and audited', async () => {
      await rightOf(rotate(60));
      notices = [];
      clock.advance(SECOND);
      expect(await rightOf(revoke())).to.deep.equal({ revokedAt: clock.now() });
      expect(await ends()).to.deep.equal([clock.now(), clock.now()]);
      expect(await actions()).to.deep.equal(['created', 'rotated', 'revoked']);
      expect(notices).to.deep.equal([{ _tag: 'AccessChanged', appId: tenant.id }]);
      const ids = (await audit()).map(({ id }) => id);
      expect(ids.every(AuditId.is) && new Set(ids).size, 'each line has an id of its own').to.equal(3);
    });

    it('cannot be revoked again, which tells nobody and leaves no line', async () => {
      await rightOf(revoke());
      notices = [];
      expect(await leftOf(revoke())).to.deep.equal({ _tag: 'NoKey' });
      expect(await actions()).to.deep.equal(['created', 'revoked']);
      expect(notices).to.deep.equal([]);
    });

    it('are none to revoke where the app never had one', async () => {
      for (const none of [O.none, O.some(emptyRing(tenant.id))]) {
        expect(await leftOf(revoke({ ring: () => TE.right(none) }))).to.deep.equal({ _tag: 'NoKey' });
      }
    });

    it('include a key that comes while they are revoked', async () => {
      let isFirst = true;
      const apply: ApiKeyRepository['apply'] = (change) => async () => {
        if (isFirst) {
          isFirst = false;
          await rightOf(rotate());
        }
        return storage.apiKeys.apply(change)();
      };
      await rightOf(revoke({ apply }));
      expect(await ends()).to.deep.equal([clock.now(), clock.now()]);
    });

    it('are followed by a new one that is audited as rotated, with no old hint', async () => {
      await rightOf(revoke());
      const { key } = await rightOf(rotate());
      expect((await audit()).at(-1)).to.include({ action: 'rotated', oldKeyHint: null, newKeyHint: keyHint(key) });
    });

    it('stay as they are while storage is out of reach, or refuses', async () => {
      const refusing: ApiKeyRepository['apply'] = () => TE.left(storageFault('no'));
      expect(await leftOf(revoke({ apply: refusing }))).to.deep.equal(storageFault('no'));
      await storage.close();
      expect(await leftOf(revoke())).to.include({ _tag: 'StorageUnavailable' });
      expect(notices).to.deep.equal([]);
    });
  });
});
