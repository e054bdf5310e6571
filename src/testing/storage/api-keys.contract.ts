import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { Storage } from '../../application/ports/storage.js';
import { type KeyChange, type KeyRing, revokeKeys } from '../../domain/app/api-key.js';
import type { AppId } from '../../domain/ids.js';
import { createApp } from './create-app.js';
import { expect } from './expect.js';
import { leftOf, rightOf, someOf } from './outcome.js';
import { app, firstKey, keyChange, NOON, newKeyOf, nextId, nthId, upTo } from './samples.js';

const ALL = { limit: 100, offset: 0 };

/** What every repository of API keys does. */
export const apiKeysContract = (storage: () => Storage): void => {
  describe('API keys', () => {
    findingKeys(storage);
    changingKeys(storage);
    auditingKeys(storage);
    usingKeys(storage);
  });
};

const keysOf = (storage: () => Storage) => {
  const ring = (id: AppId): Promise<KeyRing> => someOf(storage().apiKeys.ring(id));
  return {
    create: createApp(storage),
    ring,
    rotate: async (id: AppId, hash: string, now = NOON): Promise<KeyChange> => {
      const change = keyChange(await ring(id), hash, now);
      await rightOf(storage().apiKeys.apply(change));
      return change;
    },
  };
};

const findingKeys = (storage: () => Storage): void => {
  const { create } = keysOf(storage);

  it('finds a key by its hash, with its app as it is now', async () => {
    const created = app();
    const change = firstKey(created, 'hash-1');
    await rightOf(storage().apps.create(created, change));
    await create();
    const changed = await someOf(storage().apps.update(created.id, { isActive: false, name: 'New' }, NOON + 1));
    expect(await someOf(storage().apiKeys.findByHash('hash-1'))).to.deep.equal({
      key: newKeyOf(change),
      app: changed,
    });
    expect(await rightOf(storage().apiKeys.findByHash('hash-2'))).to.deep.equal(O.none);
  });

  it('has no key ring for an unknown app, and refuses to change one', async () => {
    const unknown = nextId<AppId>();
    expect(await rightOf(storage().apiKeys.ring(unknown))).to.deep.equal(O.none);
    const change = firstKey(app({ id: unknown }), 'hash-1');
    expect(await leftOf(storage().apiKeys.apply(change))).to.deep.equal({ _tag: 'Conflict' });
    expect(await rightOf(storage().apiKeys.findByHash('hash-1'))).to.deep.equal(O.none);
  });
};

const changingKeys = (storage: () => Storage): void => {
  const { create, ring, rotate } = keysOf(storage);

  it('stores a rotation: the new key and the end of the old one', async () => {
    const { id } = await create();
    const [old] = (await ring(id)).keys;
    const change = await rotate(id, 'hash-2', NOON + 5);
    const { keys, revision } = await ring(id);
    expect(revision).to.equal(2);
    expect(keys).to.deep.equal([{ ...old, validUntil: NOON + 5 }, newKeyOf(change)]);
    expect((await someOf(storage().apiKeys.findByHash(old?.hash ?? ''))).key.validUntil).to.equal(NOON + 5);
  });

  it('refuses a change made from an older key ring, and stores nothing of it', async () => {
    const { id } = await create();
    const stale = await ring(id);
    await rotate(id, 'hash-2');
    const before = await ring(id);
    expect(await leftOf(storage().apiKeys.apply(keyChange(stale, 'hash-3')))).to.deep.equal({ _tag: 'Conflict' });
    expect(await ring(id)).to.deep.equal(before);
    expect((await rightOf(storage().apiKeys.audit(id, ALL, 'oldest-first'))).total).to.equal(2);
  });

  it('lets one of several concurrent changes win', async () => {
    const { id } = await create();
    const stale = await ring(id);
    const outcomes = await Promise.all(upTo(5).map((n) => storage().apiKeys.apply(keyChange(stale, `hash-${n}`))()));
    expect(outcomes.filter(E.isRight)).to.have.length(1);
    expect((await ring(id)).keys).to.have.length(2);
  });
};

const auditingKeys = (storage: () => Storage): void => {
  const { create, ring, rotate } = keysOf(storage);

  it('lists the audit entries of an app in either order, page by page', async () => {
    const created = app();
    const first = firstKey(created);
    await rightOf(storage().apps.create(created, first));
    await create();
    // All at the same time: the order is that of the changes.
    const second = await rotate(created.id, 'hash-2');
    const third = revokeKeys(await ring(created.id), { auditId: nthId(1) }, NOON);
    if (third !== null) await rightOf(storage().apiKeys.apply(third));
    const entries = [first.audit, second.audit, third?.audit];

    const audit = (page: typeof ALL, order: 'oldest-first' | 'newest-first') =>
      rightOf(storage().apiKeys.audit(created.id, page, order));
    expect(await audit(ALL, 'oldest-first')).to.deep.include({ items: entries, total: 3 });
    expect(await audit(ALL, 'newest-first')).to.deep.include({ items: entries.toReversed(), total: 3 });
    expect(await audit({ limit: 1, offset: 1 }, 'newest-first')).to.deep.include({ items: [second.audit], total: 3 });
    expect(await rightOf(storage().apiKeys.audit(nextId(), ALL, 'oldest-first'))).to.deep.include({
      items: [],
      total: 0,
    });
  });
};

const usingKeys = (storage: () => Storage): void => {
  const { create, ring } = keysOf(storage);

  it('stores the latest use of each key, also across a rotation', async () => {
    const [one, two] = [await create(), await create()];
    const ringBefore = await ring(one.id);
    const lastUsed = async (id: AppId) => (await ring(id)).keys.map(({ lastUsedAt }) => lastUsedAt);
    const idOf = async (id: AppId) => (await ring(id)).keys[0]?.id ?? nextId();
    const [first, second] = [await idOf(one.id), await idOf(two.id)];

    const touch = (...uses: [typeof first, number][]) => rightOf(storage().apiKeys.touch(new Map(uses)));
    await touch([first, NOON + 5], [second, NOON + 1]);
    await touch([first, NOON + 4], [second, NOON + 2], [nextId(), NOON]);
    await touch();
    expect(await lastUsed(one.id)).to.deep.equal([NOON + 5]);
    expect(await lastUsed(two.id)).to.deep.equal([NOON + 2]);

    await rightOf(storage().apiKeys.apply(keyChange(ringBefore, 'hash-2')));
    expect(await lastUsed(one.id)).to.deep.equal([NOON + 5, null]);
  });
};
