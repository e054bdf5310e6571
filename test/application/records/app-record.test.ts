import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { memoryStorage } from '../../../src/adapters/outbound/storage/memory/memory-storage.js';
import type { AppRecord, AppRecords } from '../../../src/application/ports/app-records.js';
import type { Storage } from '../../../src/application/ports/storage.js';
import { conflict, storageFault } from '../../../src/application/ports/storage-error.js';
import { type Changed, recordOf, toRecord } from '../../../src/application/records/app-record.js';
import type { AppTenant } from '../../../src/domain/app/app-tenant.js';
import { leftOf, rightOf, someOf } from '../../../src/testing/storage/outcome.js';
import { app, firstKey, upTo } from '../../../src/testing/storage/samples.js';

interface Tally {
  readonly names: readonly string[];
}

describe('a record of an app', () => {
  let tenant: AppTenant;
  let other: AppTenant;
  let storage: Storage;
  let saved: AppRecord[];

  /** The tallies of the apps, stored as their coverage. */
  const givenTallies = (records: Partial<AppRecords> = {}) => {
    const save: AppRecords['save'] = (record) => {
      saved.push(record);
      return storage.records.save(record);
    };
    return recordOf<Tally>({ ...storage.records, save, ...records }, 'coverage', () => ({ names: [] }));
  };
  /** Decides to append a name. */
  const adding =
    (name: string) =>
    ({ names }: Tally) =>
      toRecord({ names: [...names, name] });
  const add = (name: string, of: AppTenant = tenant, records?: Partial<AppRecords>) =>
    TE.map(({ record }: Changed<Tally, unknown>) => record)(givenTallies(records).change(of.id, adding(name)));
  const read = (of: AppTenant = tenant) => givenTallies().read(of.id);

  beforeEach(async () => {
    storage = memoryStorage();
    saved = [];
    [tenant, other] = [app(), app()];
    for (const one of [tenant, other]) await rightOf(storage.apps.create(one, firstKey(one)));
  });

  it('is none until something is saved', async () => {
    expect(await rightOf(read())).to.deep.equal(O.none);
  });

  it('is what was decided last, and the change answers with it', async () => {
    expect(await rightOf(add('one'))).to.deep.equal({ names: ['one'] });
    expect(await rightOf(add('two'))).to.deep.equal({ names: ['one', 'two'] });
    expect(await someOf(read())).to.deep.equal({ names: ['one', 'two'] });
  });

  it('counts its changes from one', async () => {
    await rightOf(add('one'));
    await rightOf(add('two'));
    expect(saved).to.deep.equal([
      { appId: tenant.id, kind: 'coverage', value: '{"names":["one"]}', revision: 1 },
      { appId: tenant.id, kind: 'coverage', value: '{"names":["one","two"]}', revision: 2 },
    ]);
  });

  it('is not written again where nothing changes, and the answer is the same', async () => {
    await rightOf(add('one'));
    const same = (tally: Tally) => E.right({ record: { ...tally }, result: 'the same' });
    expect(await rightOf(givenTallies().change(tenant.id, same))).to.deep.equal({
      record: { names: ['one'] },
      result: 'the same',
    });
    expect(saved).to.have.length(1);
  });

  it('stays as it is where the decision is a Left, which is handed on', async () => {
    await rightOf(add('one'));
    const no = { _tag: 'No' } as const;
    expect(await leftOf(givenTallies().change(tenant.id, () => E.left(no)))).to.equal(no);
    expect(await someOf(read())).to.deep.equal({ names: ['one'] });
    expect(saved).to.have.length(1);
  });

  it('belongs to one app and one kind', async () => {
    await rightOf(add('one'));
    await rightOf(add('of another', other));
    await rightOf(
      recordOf<object>(storage.records, 'webhook', () => ({})).change(tenant.id, () => toRecord({ url: 'a webhook' })),
    );
    expect(await someOf(read())).to.deep.equal({ names: ['one'] });
    expect(await rightOf(givenTallies().all)).to.have.deep.members([
      [tenant.id, { names: ['one'] }],
      [other.id, { names: ['of another'] }],
    ]);
  });

  it('of a version that stored less has what a new one begins with, and one that cannot be read is a fault of its own', async () => {
    const stored = (appId: AppTenant['id'], value: string) =>
      rightOf(storage.records.save({ appId, kind: 'coverage', value, revision: 1 }));
    await stored(tenant.id, '{"extra":1}');
    await stored(other.id, '["no record"');
    expect(await someOf(read())).to.deep.equal({ names: [], extra: 1 });
    expect(await leftOf(read(other))).to.include({ _tag: 'StorageFault' });
    expect(await leftOf(add('one', other))).to.include({ _tag: 'StorageFault' });
    expect(await rightOf(givenTallies().all)).to.deep.equal([[tenant.id, { names: [], extra: 1 }]]);
  });

  it('loses nothing of what several add at the same moment', async () => {
    const names = upTo(6).map((n) => `writer ${n}`);
    await Promise.all(names.map((name) => rightOf(add(name))));
    expect((await someOf(read())).names).to.have.members(names);
  });

  it('is decided again from what another writer has saved', async () => {
    let isFirst = true;
    const overtaken: AppRecords['save'] = (record) => async () => {
      if (isFirst) {
        isFirst = false;
        await rightOf(add('faster'));
      }
      return storage.records.save(record)();
    };
    expect(await rightOf(add('slower', tenant, { save: overtaken }))).to.deep.equal({ names: ['faster', 'slower'] });
  });

  it('is tried twenty times, and then given up as unavailable', async () => {
    let tries = 0;
    const losing =
      (times: number): AppRecords['save'] =>
      (record) =>
      async () => {
        tries += 1;
        return tries <= times ? E.left(conflict) : storage.records.save(record)();
      };
    expect(await rightOf(add('one', tenant, { save: losing(19) }))).to.deep.equal({ names: ['one'] });
    tries = 0;
    expect(await leftOf(add('two', tenant, { save: losing(20) }))).to.include({ _tag: 'StorageUnavailable' });
    expect(tries).to.equal(20);
    expect(await someOf(read())).to.deep.equal({ names: ['one'] });
  });

  it('is not tried again where storage refuses to save it', async () => {
    let tries = 0;
    const refusing: AppRecords['save'] = () => async () => {
      tries += 1;
      return E.left(storageFault('no'));
    };
    expect(await leftOf(add('one', tenant, { save: refusing }))).to.deep.equal(storageFault('no'));
    expect(tries).to.equal(1);
  });

  it('is an error while storage is out of reach', async () => {
    await storage.close();
    const tallies = givenTallies();
    let isDecided = false;
    const deciding = () => {
      isDecided = true;
      return toRecord({ names: [] });
    };
    expect(await leftOf(tallies.read(tenant.id))).to.include({ _tag: 'StorageUnavailable' });
    expect(await leftOf(tallies.all)).to.include({ _tag: 'StorageUnavailable' });
    expect(await leftOf(tallies.change(tenant.id, deciding))).to.include({ _tag: 'StorageUnavailable' });
    expect(isDecided, 'nothing is decided from what could not be read').to.equal(false);
  });
});
