import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { type AppRecord, RECORD_KINDS } from '../../application/ports/app-records.js';
import type { Storage } from '../../application/ports/storage.js';
import { expect } from './expect.js';
import { leftOf, rightOf, someOf } from './outcome.js';
import { APP, app, appRecord, firstKey, nextId, OTHER_APP, SPECIAL_CHARACTERS, upTo } from './samples.js';

const CONFLICT = { _tag: 'Conflict' };

/** What every repository of app records does. */
export const appRecordsContract = (storage: () => Storage): void => {
  describe('app records', () => {
    beforeEach(async () => {
      for (const id of [APP, OTHER_APP]) {
        const tenant = app({ id });
        await rightOf(storage().apps.create(tenant, firstKey(tenant)));
      }
    });

    savingRevisions(storage);
    separatingRecords(storage);
    listing(storage);
    requiringApp(storage);
  });
};

const recordsOf = (storage: () => Storage) => ({
  save: (changes: Partial<AppRecord> = {}) => storage().records.save(appRecord(changes)),
  find: (kind = appRecord().kind, appId = APP) => rightOf(storage().records.find(appId, kind)),
});

const savingRevisions = (storage: () => Storage): void => {
  const { save, find } = recordsOf(storage);

  it('gives back what was saved, character for character, and nothing before', async () => {
    expect(await find()).to.deep.equal(O.none);
    const value = JSON.stringify({ sealed: SPECIAL_CHARACTERS.repeat(500), line: '\u2028\n' });
    await rightOf(save({ value }));
    expect(await find()).to.deep.equal(O.some(appRecord({ value })));
  });

  it('replaces a record with its next revision', async () => {
    for (const revision of [1, 2, 3]) {
      const record = appRecord({ revision, value: `"${revision}"` });
      await rightOf(storage().records.save(record));
      expect(await find()).to.deep.equal(O.some(record));
    }
  });

  it('refuses a revision that is not the next one, and changes nothing', async () => {
    for (const revision of [0, 2, 3]) {
      expect(await leftOf(save({ revision })), `${revision} on none`).to.deep.equal(CONFLICT);
      expect(await find()).to.deep.equal(O.none);
    }
    await rightOf(save());
    await rightOf(save({ revision: 2, value: '"saved"' }));
    for (const revision of [0, 1, 2, 4]) {
      expect(await leftOf(save({ revision, value: '"late"' })), `${revision} on 2`).to.deep.equal(CONFLICT);
      expect(await find()).to.deep.equal(O.some(appRecord({ revision: 2, value: '"saved"' })));
    }
  });

  it('lets one of several concurrent writers win, for the first revision and for later ones', async () => {
    for (const revision of [1, 2]) {
      const writers = upTo(8).map((n) => appRecord({ revision, value: `"${revision} of ${n}"` }));
      const outcomes = await Promise.all(writers.map((record) => storage().records.save(record)()));
      const winners = writers.filter((_, n) => outcomes[n]?._tag === 'Right');
      expect(winners).to.have.length(1);
      for (const outcome of outcomes.filter(E.isLeft)) expect(outcome.left).to.deep.equal(CONFLICT);
      expect([await someOf(storage().records.find(APP, appRecord().kind))]).to.deep.equal(winners);
    }
  });
};

const separatingRecords = (storage: () => Storage): void => {
  const { save, find } = recordsOf(storage);

  it('shows an app no record of another app, and numbers the revisions of each separately', async () => {
    await rightOf(save({ appId: OTHER_APP, value: '"ofOtherApp"' }));
    await rightOf(save({ appId: OTHER_APP, revision: 2, value: '"ofOtherApp"' }));
    expect(await find()).to.deep.equal(O.none);
    await rightOf(save({ value: '"own"' }));
    expect(await find()).to.deep.equal(O.some(appRecord({ value: '"own"' })));
    const ofOtherApp = appRecord({ appId: OTHER_APP, revision: 2, value: '"ofOtherApp"' });
    expect(await find(ofOtherApp.kind, OTHER_APP)).to.deep.equal(O.some(ofOtherApp));
  });

  it('stores records of different kinds separately', async () => {
    const records = RECORD_KINDS.map((kind) => appRecord({ kind, value: `"${kind}"` }));
    for (const record of records) await rightOf(storage().records.save(record));
    for (const record of records) expect(await find(record.kind)).to.deep.equal(O.some(record));
  });
};

const listing = (storage: () => Storage): void => {
  const { save } = recordsOf(storage);

  it('lists all records of a kind, by app', async () => {
    const { all } = storage().records;
    expect(await rightOf(all('coverage'))).to.deep.equal([]);
    await rightOf(save({ appId: OTHER_APP, kind: 'coverage' }));
    await rightOf(save({ kind: 'coverage' }));
    await rightOf(save({ kind: 'coverage', revision: 2, value: '"later"' }));
    await rightOf(save({ kind: 'webhook' }));
    expect(await rightOf(all('coverage'))).to.deep.equal([
      appRecord({ kind: 'coverage', revision: 2, value: '"later"' }),
      appRecord({ appId: OTHER_APP, kind: 'coverage' }),
    ]);
    expect(await rightOf(all('webhook'))).to.deep.equal([appRecord({ kind: 'webhook' })]);
    expect(await rightOf(all('connection'))).to.deep.equal([]);
  });
};

const requiringApp = (storage: () => Storage): void => {
  const { find } = recordsOf(storage);

  it('refuses a record of an unknown app', async () => {
    const record = appRecord({ appId: nextId() });
    for (const revision of [1, 2]) {
      expect((await leftOf(storage().records.save({ ...record, revision })))._tag).to.equal('StorageFault');
    }
    expect(await find(record.kind, record.appId)).to.deep.equal(O.none);
    expect(await rightOf(storage().records.all(record.kind))).to.deep.equal([]);
  });
};
