import { expect } from 'chai';
import * as O from 'fp-ts/lib/Option.js';
import { memoryStorage } from '../../../src/adapters/outbound/storage/memory/memory-storage.js';
import { routeByContent, routeToNamed } from '../../../src/application/events/route-event.js';
import type { AppRepository } from '../../../src/application/ports/app-repository.js';
import type { Storage } from '../../../src/application/ports/storage.js';
import type { AppTenant } from '../../../src/domain/app/app-tenant.js';
import type { AppId } from '../../../src/domain/ids.js';
import { leftOf, rightOf } from '../../../src/testing/storage/outcome.js';
import { app, dialpadId, firstKey, NOON, nthId } from '../../../src/testing/storage/samples.js';
import { broken, DOWN } from '../../support/broken.js';

const [OFFICE, COMPANY, UNKNOWN] = [901, 900, 999];

describe('whose an event is', () => {
  let storage: Storage;
  let one: AppTenant;
  let two: AppTenant;

  const byContent = (organizations: readonly number[], changed: Partial<AppRepository> = {}) =>
    routeByContent({ ...storage.apps, ...changed }, { organizations: organizations.map(dialpadId) });
  const named = (id: AppId, changed: Partial<AppRepository> = {}) => routeToNamed({ ...storage.apps, ...changed }, id);
  const switchOff = (tenant: AppTenant) => rightOf(storage.apps.update(tenant.id, { isActive: false }, NOON));

  beforeEach(async () => {
    storage = memoryStorage();
    one = app();
    two = app();
    for (const tenant of [one, two]) await rightOf(storage.apps.create(tenant, firstKey(tenant)));
    await rightOf(storage.apps.linkOrganizations(one.id, [dialpadId(COMPANY)]));
    await rightOf(storage.apps.linkOrganizations(two.id, [dialpadId(OFFICE)]));
  });

  it('is told by the organisation it names, the nearest that is known', async () => {
    expect(await rightOf(byContent([COMPANY]))).to.deep.equal(O.some(one.id));
    expect(await rightOf(byContent([OFFICE, COMPANY]))).to.deep.equal(O.some(two.id));
    expect(await rightOf(byContent([UNKNOWN, COMPANY]))).to.deep.equal(O.some(one.id));
  });

  it('is told by its organisation rather than by which app is the only active one', async () => {
    await switchOff(two);
    expect(await rightOf(byContent([OFFICE]))).to.deep.equal(O.some(two.id));
  });

  it('is the only active app’s where it names no organisation, or none that is known', async () => {
    await switchOff(one);
    expect(await rightOf(byContent([]))).to.deep.equal(O.some(two.id));
    expect(await rightOf(byContent([UNKNOWN]))).to.deep.equal(O.some(two.id));
  });

  it('cannot be told where several apps are active, or none', async () => {
    expect(await rightOf(byContent([UNKNOWN]))).to.deep.equal(O.none);
    await switchOff(one);
    await switchOff(two);
    expect(await rightOf(byContent([]))).to.deep.equal(O.none);
  });

  it('takes no look at organisations where none is named', async () => {
    await switchOff(one);
    expect(await rightOf(byContent([], { findByOrganization: broken }))).to.deep.equal(O.some(two.id));
  });

  it('takes no look at which apps are active where the organisation tells', async () => {
    expect(await rightOf(byContent([COMPANY], { onlyActive: broken() }))).to.deep.equal(O.some(one.id));
  });

  it('is the named app’s, if there is such an app, and nobody else’s', async () => {
    await switchOff(one);
    expect(await rightOf(named(two.id))).to.deep.equal(O.some(two.id));
    expect(await rightOf(named(nthId(0xdead)))).to.deep.equal(O.none);
  });

  it('is not told while storage is out of reach', async () => {
    expect(await leftOf(byContent([COMPANY], { findByOrganization: broken }))).to.equal(DOWN);
    expect(await leftOf(byContent([], { onlyActive: broken() }))).to.equal(DOWN);
    expect(await leftOf(named(one.id, { find: broken }))).to.equal(DOWN);
  });
});
