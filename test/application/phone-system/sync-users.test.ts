import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { memoryStorage } from '../../../src/adapters/outbound/storage/memory/memory-storage.js';
import type { WithAccess } from '../../../src/application/phone-system/access.js';
import { makeSyncUsers } from '../../../src/application/phone-system/sync-users.js';
import type { PhoneUser } from '../../../src/application/ports/phone-system.js';
import type { Storage } from '../../../src/application/ports/storage.js';
import { storageUnavailable } from '../../../src/application/ports/storage-error.js';
import { makeMapUsers } from '../../../src/application/tenants/map-users.js';
import type { AppTenant } from '../../../src/domain/app/app-tenant.js';
import { leftOf, rightOf } from '../../../src/testing/storage/outcome.js';
import { app, dialpadId, firstKey, upTo } from '../../../src/testing/storage/samples.js';
import { type FakePhoneSystem, fakePhoneSystem } from '../../support/fake-phone-system.js';
import { type SettableClock, settableClock } from '../../support/time.js';

const user = (n: number, emails: readonly string[]): PhoneUser => ({
  id: dialpadId(n),
  name: `User ${n}`,
  emails,
  isActive: true,
});

describe('syncing users', () => {
  let tenant: AppTenant;
  let storage: Storage;
  let phone: FakePhoneSystem;
  let clock: SettableClock;
  let withAccess: WithAccess;

  const makeDeps = (changed: Partial<Parameters<typeof makeSyncUsers>[0]> = {}) => ({
    withAccess,
    phone,
    mappings: storage.mappings,
    mapUsers: makeMapUsers({ mappings: storage.mappings, ids: { next: randomUUID }, clock }),
    ...changed,
  });
  const sync = (
    options: Partial<Parameters<ReturnType<typeof makeSyncUsers>>[1]> = {},
    changed?: Parameters<typeof makeDeps>[0],
  ) => makeSyncUsers(makeDeps(changed))(tenant.id, { crmUsers: null, onlyPropose: false, ...options });
  const mapped = async (most = 10) => {
    const ids = upTo(most).map((n) => dialpadId(n));
    return (await rightOf(storage.mappings.ofUsers(tenant.id, ids)))
      .map(({ dialpadUserId, crmUserId }) => `${dialpadUserId} is ${crmUserId}`)
      .sort();
  };

  beforeEach(async () => {
    storage = memoryStorage();
    tenant = app();
    await rightOf(storage.apps.create(tenant, firstKey(tenant)));
    phone = fakePhoneSystem();
    clock = settableClock();
    withAccess = (_appId, use) => use({ token: 'token' });
    phone.users = [user(1, ['ana@example.com']), user(2, ['ben@example.com']), user(3, [])];
  });

  it('maps the users that it finds, over all pages of the list, and says which it did not find and why', async () => {
    const { matched, unmatched } = await rightOf(sync());
    expect(matched.map(({ dialpadUserId, isNew }) => [dialpadUserId, isNew])).to.deep.equal([
      ['1', true],
      ['2', true],
    ]);
    expect(unmatched.map(({ reason }) => reason)).to.deep.equal(['no-email']);
    expect(await mapped()).to.deep.equal(['1 is ana@example.com', '2 is ben@example.com']);
  });

  it('maps no user where it only proposes', async () => {
    expect((await rightOf(sync({ onlyPropose: true }))).matched).to.have.length(2);
    expect(await mapped()).to.deep.equal([]);
  });

  it('changes nothing when it is repeated', async () => {
    await rightOf(sync());
    clock.advance(1_000);
    expect((await rightOf(sync())).matched.map(({ isNew }) => isNew)).to.deep.equal([false, false]);
    const [mapping] = await rightOf(storage.mappings.ofUsers(tenant.id, [dialpadId(1)]));
    expect(mapping?.updatedAt).to.equal(mapping?.createdAt);
  });

  it('finds users among the CRM users that it is given', async () => {
    const crmUsers = [{ id: 'crm-1', email: 'Ana@Example.com' }];
    const { unmatched } = await rightOf(sync({ crmUsers }));
    expect(await mapped()).to.deep.equal(['1 is crm-1']);
    expect(unmatched.map(({ reason }) => reason)).to.deep.equal(['not-in-crm', 'no-email']);
  });

  it('leaves an existing mapping as it is', async () => {
    const mappings = [{ id: randomUUID() as never, dialpadUserId: dialpadId(1), crmUserId: 'by hand' }];
    await rightOf(storage.mappings.upsert(tenant.id, mappings, clock.now()));
    await rightOf(sync());
    expect(await mapped()).to.deep.equal(['1 is by hand', '2 is ben@example.com']);
  });

  it('works for a large company', async () => {
    phone.pageSize = 100;
    phone.users = upTo(2_500).map((n) => user(n, [`user${n}@example.com`]));
    expect((await rightOf(sync())).matched).to.have.length(2_500);
    expect(await mapped(3_000)).to.have.length(2_500);
  });

  it('looks up and maps a thousand users at a time, and sends no empty request', async () => {
    const [lookedUp, kept]: [number[], number[]] = [[], []];
    const { mapUsers, mappings } = makeDeps();
    const counting: Parameters<typeof makeDeps>[0] = {
      mappings: {
        ofUsers: (id, users) => {
          lookedUp.push(users.length);
          return mappings.ofUsers(id, users);
        },
      },
      mapUsers: (id, users) => {
        kept.push(users.length);
        return mapUsers(id, users);
      },
    };
    phone.pageSize = 1_000;
    phone.users = upTo(2_000).map((n) => user(n, [`user${n}@example.com`]));
    await rightOf(sync({}, counting));
    expect([lookedUp, kept]).to.deep.equal([
      [1_000, 1_000],
      [1_000, 1_000],
    ]);
    const { matched } = await rightOf(sync({}, counting));
    expect(
      matched.every(({ isNew }) => !isNew),
      'each is known by now',
    ).to.equal(true);
    expect(kept).to.have.length(2);
  });

  it('maps no user where the existing mappings cannot be loaded', async () => {
    const down = storageUnavailable('no answer');
    expect(await leftOf(sync({}, { mappings: { ofUsers: () => TE.left(down) } }))).to.equal(down);
    expect(await mapped()).to.deep.equal([]);
  });

  it('is an error where the mappings could not be saved', async () => {
    const down = storageUnavailable('no answer');
    expect(await leftOf(sync({}, { mapUsers: () => TE.left(down) }))).to.equal(down);
  });

  it('maps no user where the list breaks off', async () => {
    phone.before = (_request, nth) =>
      nth === 2 ? { _tag: 'PhoneSystemUnavailable', detail: 'no answer', retryAfterMs: null } : null;
    expect(await leftOf(sync())).to.include({ _tag: 'PhoneSystemUnavailable' });
    expect(await mapped()).to.deep.equal([]);
  });

  it('is refused without a connection', async () => {
    withAccess = () => TE.left({ _tag: 'NotConnected', broken: null });
    expect(await leftOf(sync())).to.deep.equal({ _tag: 'NotConnected', broken: null });
  });
});
