import * as O from 'fp-ts/lib/Option.js';
import type { Storage } from '../../application/ports/storage.js';
import { createApp } from './create-app.js';
import { expect } from './expect.js';
import { leftOf, rightOf, someOf } from './outcome.js';
import {
  APP,
  app,
  call,
  commitOf,
  dialpadId,
  firstKey,
  LARGEST_ID,
  message,
  NOON,
  nextId,
  nthId,
  SPECIAL_CHARACTERS,
  upTo,
} from './samples.js';

const ALL = { limit: 100, offset: 0 };

/** What every repository of apps does. */
export const appsContract = (storage: () => Storage): void => {
  describe('apps', () => {
    creating(storage);
    listingAndChanging(storage);
    linkingOrganisations(storage);
    havingCountries(storage);
  });
};

const creating = (storage: () => Storage): void => {
  const create = createApp(storage);

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

/** A number of a list that is written without its country code. */
const NATIONAL = '020 7946 0000';
const GLOBAL = 'tel:+44-20-7946-0000;ext=5';

const havingCountries = (storage: () => Storage): void => {
  const create = createApp(storage);

  it('finds by the numbers of an app’s country what was stored before and after it was given one', async () => {
    const { id: appId } = await create({ id: APP });
    const save = (numbers: readonly number[], fromNumber: string) => {
      const commit = commitOf({
        calls: numbers.map((n) => call({ dialpadCallId: dialpadId(n), fromNumber })),
        messages: numbers.slice(0, 1).map((n) => message({ dialpadMessageId: dialpadId(n), toNumber: fromNumber })),
      });
      return rightOf(storage().aggregates.commit(commit));
    };
    const found = async (number: string) => [
      (await rightOf(storage().calls.list(appId, { from: number }, ALL))).total,
      (await rightOf(storage().messages.list(appId, { to: number }, ALL))).total,
    ];
    await save(
      upTo(201).map((n) => n + 1),
      NATIONAL,
    );
    expect(await found(GLOBAL)).to.deep.equal([0, 0]);
    expect((await someOf(storage().apps.update(appId, { country: 'GB' }, NOON))).country).to.equal('GB');
    expect(await found(GLOBAL)).to.deep.equal([201, 1]);
    await save([1_000], '+442079460000');
    expect(await found(NATIONAL)).to.deep.equal([202, 2]);
    expect((await someOf(storage().apps.update(appId, { country: null }, NOON))).country).to.equal(null);
    expect(await found(GLOBAL)).to.deep.equal([1, 1]);
  });
};

const listingAndChanging = (storage: () => Storage): void => {
  const create = createApp(storage);

  it('lists the oldest first, then by id, page by page', async () => {
    const at = [NOON + 1, NOON, NOON];
    for (const [n, createdAt] of at.entries()) await create({ id: nthId(500 + n), createdAt });
    const { items, total } = await rightOf(storage().apps.list(ALL));
    expect(items.map(({ id }) => id)).to.deep.equal([501, 502, 500].map((n) => nthId(n)));
    expect(total).to.equal(3);
    const page = await rightOf(storage().apps.list({ limit: 1, offset: 1 }));
    expect(page).to.deep.include({ items: items.slice(1, 2), total: 3 });
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
  const create = createApp(storage);

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
