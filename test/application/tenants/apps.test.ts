import { expect } from 'chai';
import * as O from 'fp-ts/lib/Option.js';
import { memoryStorage } from '../../../src/adapters/outbound/storage/memory/memory-storage.js';
import { apiKeyGenerator } from '../../../src/adapters/outbound/system/api-key-generator.js';
import type { BusMessage } from '../../../src/application/ports/event-bus.js';
import type { Storage } from '../../../src/application/ports/storage.js';
import { makeChangeApp, makeCreateApp } from '../../../src/application/tenants/apps.js';
import { keyHint } from '../../../src/domain/app/api-key.js';
import type { AppTenant } from '../../../src/domain/app/app-tenant.js';
import type { AppId } from '../../../src/domain/ids.js';
import { leftOf, rightOf, someOf } from '../../../src/testing/storage/outcome.js';
import { app, firstKey, nextId } from '../../../src/testing/storage/samples.js';
import { type SettableClock, settableClock } from '../../support/time.js';

const ALL = { limit: 10, offset: 0 };

describe('an app', () => {
  let storage: Storage;
  let clock: SettableClock;
  let notices: BusMessage[];

  const makeDeps = () => ({
    apps: storage.apps,
    keys: apiKeyGenerator,
    ids: { next: () => nextId<AppId>() },
    clock,
    bus: { publish: (notice: BusMessage) => void notices.push(notice), subscribe: () => () => undefined },
  });
  const create = (name = 'Acme CRM') => makeCreateApp(makeDeps())(name);
  const change = (id: AppId, what: Parameters<ReturnType<typeof makeChangeApp>>[1]) =>
    makeChangeApp(makeDeps())(id, what);

  beforeEach(() => {
    storage = memoryStorage();
    clock = settableClock();
    notices = [];
  });

  it('is active from the start, and stays under the name that it was given', async () => {
    const made = await rightOf(create('Zoë’s CRM'));
    expect(made.app).to.deep.equal({
      id: made.app.id,
      name: 'Zoë’s CRM',
      isActive: true,
      country: null,
      createdAt: clock.now(),
      updatedAt: clock.now(),
    });
    expect(made.issuedAt).to.equal(clock.now());
    expect(await someOf(storage.apps.find(made.app.id))).to.deep.equal(made.app);
  });

  it('is told to the processes, which may know another app as the only active one', async () => {
    const made = await rightOf(create());
    expect(notices).to.deep.equal([{ _tag: 'AccessChanged', appId: made.app.id }]);
  });

  it('comes with its first key, of which only the hash and a hint stay', async () => {
    const { app: made, key } = await rightOf(create());
    const found = await someOf(storage.apiKeys.findByHash(apiKeyGenerator.hash(key)));
    expect(found.app).to.deep.equal(made);
    expect(found.key).to.include({ hint: keyHint(key), createdAt: clock.now(), validUntil: null });
    expect(JSON.stringify(found)).not.to.contain(key);
  });

  it('has its first key audited as created', async () => {
    const { app: made, key } = await rightOf(create());
    const { items } = await rightOf(storage.apiKeys.audit(made.id, ALL, 'oldest-first'));
    expect(items).to.have.length(1);
    expect(items[0]).to.include({ action: 'created', oldKeyHint: null, newKeyHint: keyHint(key) });
    const [only] = (await someOf(storage.apiKeys.ring(made.id))).keys;
    expect(new Set([made.id, only?.id, items[0]?.id]).size, 'each has an id of its own').to.equal(3);
  });

  it('is another one each time, though the name is the same', async () => {
    const [one, other] = [await rightOf(create()), await rightOf(create())];
    expect(one.app.id).not.to.equal(other.app.id);
    expect(one.key).not.to.equal(other.key);
    expect((await rightOf(storage.apps.list(ALL))).total).to.equal(2);
  });

  it('is not said to be there where storage could not keep it', async () => {
    await storage.close();
    expect(await leftOf(create())).to.include({ _tag: 'StorageUnavailable' });
  });

  describe('that is changed', () => {
    let tenant: AppTenant;

    beforeEach(async () => {
      tenant = app();
      await rightOf(storage.apps.create(tenant, firstKey(tenant)));
      clock.advance(1_000);
    });

    it('has the new name, and the moment that it got it', async () => {
      const expected = { ...tenant, name: 'Another CRM', updatedAt: clock.now() };
      expect(await someOf(change(tenant.id, { name: 'Another CRM' }))).to.deep.equal(expected);
      expect(await someOf(storage.apps.find(tenant.id))).to.deep.equal(expected);
    });

    it('is switched off and on, and whoever let it in hears of that', async () => {
      expect((await someOf(change(tenant.id, { isActive: false }))).isActive).to.equal(false);
      expect(notices).to.deep.equal([{ _tag: 'AccessChanged', appId: tenant.id }]);
      expect((await someOf(change(tenant.id, { isActive: true }))).isActive).to.equal(true);
      expect(notices).to.have.length(2);
    });

    it('is none where there is no such app, and nobody hears of it', async () => {
      expect(await rightOf(change(nextId<AppId>(), { isActive: false }))).to.deep.equal(O.none);
      expect(notices).to.deep.equal([]);
    });

    it('is not told of while storage is out of reach', async () => {
      await storage.close();
      expect(await leftOf(change(tenant.id, { isActive: false }))).to.include({ _tag: 'StorageUnavailable' });
      expect(notices).to.deep.equal([]);
    });
  });
});
