import * as O from 'fp-ts/lib/Option.js';
import type { Storage } from '../../application/ports/storage.js';
import { emptyRing, type KeyRing } from '../../domain/app/api-key.js';
import type { MappingId } from '../../domain/ids.js';
import type { Crash } from './crash.js';
import { expect } from './expect.js';
import { rightOf, someOf } from './outcome.js';
import { APP, app, appRecord, dialpadId, firstKey, keyChange, NOON, nthId, upTo } from './samples.js';

const clinic = app({ id: APP, name: 'Clinic' });
const beginning = firstKey(clinic, 'first');
const PAGE = { limit: 100, offset: 0 };

const ring = (storage: Storage): Promise<KeyRing> => someOf(storage.apiKeys.ring(APP));

const auditOf = async (storage: Storage): Promise<readonly string[]> =>
  (await rightOf(storage.apiKeys.audit(APP, PAGE, 'oldest-first'))).items.map(({ action }) => action);

const mappings = upTo(5).map((n) => ({
  id: nthId<MappingId>(0x600 + n),
  dialpadUserId: dialpadId(n + 1),
  crmUserId: `user${n}@example.com`,
}));

/** A process that dies while it stores apps, their keys and their mappings. */
export const tenantCrashes: readonly Crash[] = [
  {
    name: 'leaves a new app with its key, or no app',
    doing: (storage) => storage.apps.create(clinic, beginning)(),
    after: async (storage) => {
      const found = await rightOf(storage.apps.find(APP));
      const key = await rightOf(storage.apiKeys.findByHash('first'));
      expect(O.isSome(key)).to.equal(O.isSome(found));
      expect((await rightOf(storage.apps.list(PAGE))).total).to.equal(O.isSome(found) ? 1 : 0);
      expect(await auditOf(storage)).to.deep.equal(O.isSome(found) ? ['created'] : []);
      // A caller that got no answer asks again, and that creates an app with another id.
      const again = app({ id: nthId(0xa9) });
      await rightOf(storage.apps.create(again, firstKey(again, 'second')));
      expect(O.isSome(await rightOf(storage.apiKeys.findByHash('second')))).to.equal(true);
    },
  },
  {
    name: 'leaves a key rotated, with its audit entry, or not',
    before: (storage) => rightOf(storage.apps.create(clinic, beginning)),
    doing: async (storage) => storage.apiKeys.apply(keyChange(await ring(storage), 'second'))(),
    after: async (storage) => {
      const found = await ring(storage);
      const rotated = found.revision === emptyRing(APP).revision + 2;
      expect(found.keys.map(({ hash }) => hash)).to.have.members(rotated ? ['first', 'second'] : ['first']);
      expect(found.keys.filter(({ validUntil }) => validUntil === null)).to.have.length(1);
      expect(await auditOf(storage)).to.deep.equal(rotated ? ['created', 'rotated'] : ['created']);
      await rightOf(storage.apiKeys.apply(keyChange(found, 'third', NOON + 1)));
      expect((await ring(storage)).revision).to.equal(found.revision + 1);
    },
  },
  {
    name: 'leaves users mapped, all or none',
    before: (storage) =>
      rightOf(
        storage.mappings.upsert(APP, [{ id: nthId(0x700), dialpadUserId: dialpadId(1), crmUserId: 'old' }], NOON),
      ),
    doing: (storage) => storage.mappings.upsert(APP, mappings, NOON + 1)(),
    after: async (storage) => {
      const before = await rightOf(storage.mappings.list(APP, PAGE));
      expect(before.items.map(({ crmUserId }) => crmUserId)).to.have.members(
        before.total === 1 ? ['old'] : mappings.map(({ crmUserId }) => crmUserId),
      );
      await rightOf(storage.mappings.upsert(APP, mappings, NOON + 2));
      const after = await rightOf(storage.mappings.list(APP, PAGE));
      expect(after.items.map(({ crmUserId }) => crmUserId)).to.have.members(mappings.map(({ crmUserId }) => crmUserId));
    },
  },
  {
    name: 'leaves an app record changed or not, and able to change again',
    before: async (storage) => {
      await rightOf(storage.apps.create(clinic, beginning));
      await rightOf(storage.records.save(appRecord()));
    },
    doing: (storage) => storage.records.save(appRecord({ revision: 2, value: '"changed"' }))(),
    after: async (storage) => {
      const stored = await someOf(storage.records.find(APP, 'connection'));
      expect(stored).to.be.deep.oneOf([appRecord(), appRecord({ revision: 2, value: '"changed"' })]);
      await rightOf(storage.records.save({ ...stored, revision: stored.revision + 1 }));
    },
  },
  {
    name: 'leaves each organisation linked to one app',
    before: async (storage) => {
      const other = app({ id: nthId(0xa8) });
      await rightOf(storage.apps.create(clinic, beginning));
      await rightOf(storage.apps.create(other, firstKey(other, 'second')));
      await rightOf(storage.apps.linkOrganizations(other.id, [dialpadId(1), dialpadId(2)]));
    },
    doing: (storage) => storage.apps.linkOrganizations(APP, [dialpadId(2), dialpadId(3)])(),
    after: async (storage) => {
      await rightOf(storage.apps.linkOrganizations(APP, [dialpadId(2), dialpadId(3)]));
      expect((await someOf(storage.apps.findByOrganization([dialpadId(1)]))).id).to.equal(nthId(0xa8));
      expect((await someOf(storage.apps.findByOrganization([dialpadId(2)]))).id).to.equal(APP);
    },
  },
];
