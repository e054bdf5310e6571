import { expect } from 'chai';
import { memoryStorage } from '../../../src/adapters/outbound/storage/memory/memory-storage.js';
import type { Storage } from '../../../src/application/ports/storage.js';
import { makeMapUsers } from '../../../src/application/tenants/map-users.js';
import type { AppTenant } from '../../../src/domain/app/app-tenant.js';
import type { MappingId } from '../../../src/domain/ids.js';
import { leftOf, rightOf } from '../../../src/testing/storage/outcome.js';
import { app, dialpadId, firstKey, nextId } from '../../../src/testing/storage/samples.js';
import { type SettableClock, settableClock } from '../../support/time.js';

const who = (n: number, crmUserId: string) => ({ dialpadUserId: dialpadId(n), crmUserId });

describe('mapping users', () => {
  let tenant: AppTenant;
  let storage: Storage;
  let clock: SettableClock;
  let ids: MappingId[];

  const makeDeps = () => ({
    mappings: storage.mappings,
    ids: {
      next: () => {
        const id = nextId<MappingId>();
        ids.push(id);
        return id;
      },
    },
    clock,
  });
  const map = (users: Parameters<ReturnType<typeof makeMapUsers>>[1], of: AppTenant = tenant) =>
    makeMapUsers(makeDeps())(of.id, users);
  const all = async (of: AppTenant = tenant) =>
    (await rightOf(storage.mappings.list(of.id, { limit: 10, offset: 0 }))).items;

  beforeEach(async () => {
    storage = memoryStorage();
    clock = settableClock();
    ids = [];
    tenant = app();
    await rightOf(storage.apps.create(tenant, firstKey(tenant)));
  });

  it('says who each is, in the order asked, each under a new id', async () => {
    const mapped = await rightOf(map([who(2, 'ben'), who(1, 'ana')]));
    const [first, second] = ids;
    const times = { createdAt: clock.now(), updatedAt: clock.now() };
    expect(mapped).to.deep.equal([
      { id: first, appId: tenant.id, ...who(2, 'ben'), ...times },
      { id: second, appId: tenant.id, ...who(1, 'ana'), ...times },
    ]);
    expect(await all()).to.have.deep.members([...mapped]);
  });

  it('changes who somebody is, and leaves the mapping its id and its beginning', async () => {
    const [before] = await rightOf(map([who(1, 'ana')]));
    clock.advance(1_000);
    const [after] = await rightOf(map([who(1, 'anna')]));
    expect(after).to.deep.equal({ ...before, crmUserId: 'anna', updatedAt: clock.now() });
    expect(await all()).to.deep.equal([after]);
  });

  it('is of one app alone', async () => {
    const other = app();
    await rightOf(storage.apps.create(other, firstKey(other)));
    await rightOf(map([who(1, 'ana')]));
    expect(await all(other)).to.deep.equal([]);
  });

  it('is not said to be done while storage is out of reach', async () => {
    await storage.close();
    expect(await leftOf(map([who(1, 'ana')]))).to.include({ _tag: 'StorageUnavailable' });
  });
});
