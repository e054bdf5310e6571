import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { Storage } from '../../application/ports/storage.js';
import { type KeyChange, type KeyRing, revokeKeys } from '../../domain/app/api-key.js';
import type { AppTenant } from '../../domain/app/app-tenant.js';
import type { AppId } from '../../domain/ids.js';
import { leftOf, rightOf, someOf } from './outcome.js';
import {
  app,
  dialpadId,
  firstKey,
  keyChange,
  LARGEST_ID,
  NOON,
  newKeyOf,
  nextId,
  nthId,
  SPECIAL_CHARACTERS,
  upTo,
} from './samples.js';

const ALL = { limit: 100, offset: 0 };

/** What every repository of apps and of their keys does. */
export const tenantsContract = (storage: () => Storage): void => {
  describe('apps', () => {
    creatingApps(storage);
    listingAndChangingApps(storage);
    linkingOrganisations(storage);
  });

  describe('API keys', () => {
    findingKeys(storage);
    changingKeys(storage);
    auditingKeys(storage);
    usingKeys(storage);
  });
};

const tenantsOf = (storage: () => Storage) => {
  const ring = (id: AppId): Promise<KeyRing> => someOf(storage().apiKeys.ring(id));
  return {
    create: async (changes: Partial<AppTenant> = {}): Promise<AppTenant> => {
      const created = app(changes);
      await rightOf(storage().apps.create(created, firstKey(created)));
      return created;
    },
    ring,
    rotate: async (id: AppId, hash: string, now = NOON): Promise<KeyChange> => {
      const change = keyChange(await ring(id), hash, now);
      await rightOf(storage().apiKeys.apply(change));
      return change;
    },
  };
};

const creatingApps = (storage: () => Storage): void => {
  const { create } = tenantsOf(storage);

  it('stores an app with its first key', async () => {
    const created = app({ name: SPECIAL_CHARACTERS });
    const change = firstKey(created, 'hash-1');
    await rightOf(storage().apps.create(created, change));
    expect(await someOf(storage().apps.find(created.id))).to.deep.equal(created);
    expect(await someOf(storage().apiKeys.ring(created.id))).to.deep.equal({
      appId: created.id,
      keys: change.keys,
      revision: 1,
    });
  });

  it('refuses an id that is taken, and stores nothing of the second app', async () => {
    const first = await create({ name: 'first' });
    const { _tag } = await leftOf(storage().apps.create({ ...first, name: 'second' }, firstKey(first, 'another hash')));
    expect(_tag).to.equal('StorageFault');
    expect(await someOf(storage().apps.find(first.id))).to.deep.equal(first);
    expect(await rightOf(storage().apiKeys.findByHash('another hash'))).to.deep.equal(O.none);
  });

  it('finds nothing under an unknown id', async () => {
    expect(await rightOf(storage().apps.find(nextId()))).to.deep.equal(O.none);
    expect(await rightOf(storage().apps.update(nextId(), { name: 'x' }, NOON))).to.deep.equal(O.none);
  });
};

const listingAndChangingApps = (storage: () => Storage): void => {
  const { create } = tenantsOf(storage);

  it('lists the oldest first, then by id, page by page', async () => {
    const at = [NOON + 1, NOON, NOON];
    for (const [n, createdAt] of at.entries()) await create({ id: nthId(500 + n), createdAt });
    const { items, total } = await rightOf(storage().apps.list(ALL));
    expect(items.map(({ id }) => id)).to.deep.equal([501, 502, 500].map((n) => nthId(n)));
    expect(total).to.equal(3);
    const page = await rightOf(storage().apps.list({ limit: 1, offset: 1 }));
    expect(page).to.deep.equal({ items: items.slice(1, 2), total: 3 });
  });

  it('changes only the given fields', async () => {
    const created = await create();
    const { apps } = storage();
    const renamed = await someOf(apps.update(created.id, { name: 'New' }, NOON + 1));
    expect(renamed).to.deep.equal({ ...created, name: 'New', updatedAt: NOON + 1 });
    const off = await someOf(apps.update(created.id, { isActive: false }, NOON + 2));
    expect(off).to.deep.equal({ ...renamed, isActive: false, updatedAt: NOON + 2 });
    expect(await someOf(apps.update(created.id, {}, NOON + 3))).to.deep.equal(off);
    expect(await someOf(apps.find(created.id))).to.deep.equal(off);
  });

  it('finds the only active app if there is exactly one', async () => {
    const { apps } = storage();
    expect(await rightOf(apps.onlyActive)).to.deep.equal(O.none);
    const first = await create();
    expect(await someOf(apps.onlyActive)).to.deep.equal(first);
    const second = await create();
    expect(await rightOf(apps.onlyActive)).to.deep.equal(O.none);
    await rightOf(apps.update(first.id, { isActive: false }, NOON));
    expect(await someOf(apps.onlyActive)).to.deep.equal(second);
  });
};

const linkingOrganisations = (storage: () => Storage): void => {
  const { create } = tenantsOf(storage);

  it('finds the app that the nearest organisation is linked to, active or not', async () => {
    const { apps } = storage();
    const [one, two] = [await create(), await create({ isActive: false })];
    await rightOf(apps.linkOrganizations(one.id, [dialpadId(1), LARGEST_ID, dialpadId(1)]));
    await rightOf(apps.linkOrganizations(two.id, [dialpadId(2)]));
    expect(await someOf(apps.findByOrganization([LARGEST_ID]))).to.deep.equal(one);
    expect(await someOf(apps.findByOrganization([dialpadId(99), dialpadId(2), dialpadId(1)]))).to.deep.equal(two);
    expect(await someOf(apps.findByOrganization([dialpadId(1), dialpadId(2)]))).to.deep.equal(one);
    expect(await rightOf(apps.findByOrganization([dialpadId(99)]))).to.deep.equal(O.none);
    expect(await rightOf(apps.findByOrganization([]))).to.deep.equal(O.none);
  });

  it('moves an organisation that was linked to another app', async () => {
    const { apps } = storage();
    const [one, two] = [await create(), await create()];
    await rightOf(apps.linkOrganizations(one.id, [dialpadId(1), dialpadId(2)]));
    await rightOf(apps.linkOrganizations(two.id, [dialpadId(2)]));
    await rightOf(apps.linkOrganizations(two.id, []));
    expect(await someOf(apps.findByOrganization([dialpadId(1)]))).to.deep.equal(one);
    expect(await someOf(apps.findByOrganization([dialpadId(2)]))).to.deep.equal(two);
  });

  it('refuses to link an organisation to an unknown app', async () => {
    const { _tag } = await leftOf(storage().apps.linkOrganizations(nextId(), [dialpadId(1)]));
    expect(_tag).to.equal('StorageFault');
    expect(await rightOf(storage().apps.findByOrganization([dialpadId(1)]))).to.deep.equal(O.none);
  });
};

const findingKeys = (storage: () => Storage): void => {
  const { create } = tenantsOf(storage);

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
  const { create, ring, rotate } = tenantsOf(storage);

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
  const { create, ring, rotate } = tenantsOf(storage);

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
    expect(await audit(ALL, 'oldest-first')).to.deep.equal({ items: entries, total: 3 });
    expect(await audit(ALL, 'newest-first')).to.deep.equal({ items: entries.toReversed(), total: 3 });
    expect(await audit({ limit: 1, offset: 1 }, 'newest-first')).to.deep.equal({ items: [second.audit], total: 3 });
    expect(await rightOf(storage().apiKeys.audit(nextId(), ALL, 'oldest-first'))).to.deep.equal({
      items: [],
      total: 0,
    });
  });
};

const usingKeys = (storage: () => Storage): void => {
  const { create, ring } = tenantsOf(storage);

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
