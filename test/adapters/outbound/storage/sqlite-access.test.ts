import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import Libsql from 'libsql';
import { sqlite } from '../../../../src/adapters/outbound/storage/sql/sqlite.js';
import { leftOf, rightOf } from '../../../../src/testing/storage/outcome.js';
import { APP, call, commitOf, delivery, lease, NOON } from '../../../../src/testing/storage/samples.js';
import { tempFolder } from './temp-folder.js';

const MIGRATIONS = [
  '001_initial',
  '002_dialpad_connection',
  '003_conversations',
  '004_voicemail_keys',
  '005_phone_countries',
  '006_crm_user_keys',
  '007_audit',
  '008_inbox_of_app',
  '009_call_counts',
  '012_contacts',
  '013_of_a_call',
];

describe('access to SQLite', () => {
  const folder = tempFolder();
  let made = 0;
  const newFile = (): string => {
    made += 1;
    return join(folder(), String(made), 'cti.db');
  };
  const at = (file: string) => sqlite({ engine: 'sqlite', file });

  it('applies the migrations that the check announces, once', async () => {
    const file = newFile();
    expect(await rightOf(at(file).check)).to.deep.equal(MIGRATIONS);
    expect(await rightOf(at(file).migrate)).to.deep.equal(MIGRATIONS);
    expect(await rightOf(at(file).migrate)).to.deep.equal([]);
    expect(await rightOf(at(file).check)).to.deep.equal([]);
  });

  it('keeps its files to their owner, also those that others could read before', async () => {
    const file = newFile();
    const files = [file, `${file}-wal`, `${file}-shm`];
    const modes = () => files.map((name) => (statSync(name).mode & 0o777).toString(8));
    const first = await rightOf(at(file).open({ migrates: true }));
    expect(modes()).to.deep.equal(['600', '600', '600']);
    expect(statSync(join(file, '..')).mode & 0o777).to.equal(0o700);
    for (const name of files) chmodSync(name, 0o644);
    const second = await rightOf(at(file).open({ migrates: true, isGuest: true }));
    expect(modes()).to.deep.equal(['600', '600', '600']);
    await second.close();
    await first.close();
  });

  it('checks without creating a file or a folder', async () => {
    const file = newFile();
    await rightOf(at(file).check);
    expect(existsSync(file)).to.equal(false);
    expect(existsSync(join(file, '..'))).to.equal(false);
  });

  it('checks and opens as a guest beside a running process, without releasing its leases', async () => {
    const file = newFile();
    const storage = await rightOf(at(file).open({ migrates: true }));
    const [one, two] = [delivery(), delivery()];
    await rightOf(storage.inbox.append([one, two], lease()));
    expect(await rightOf(at(file).check)).to.deep.equal([]);
    const settled = (id: typeof one.id) => commitOf({ settled: [{ id, status: 'processed', reason: null }] });
    await rightOf(storage.aggregates.commit(settled(one.id)));

    const guest = await rightOf(at(file).open({ migrates: false, isGuest: true }));
    expect(await rightOf(guest.archive.count('delivery'))).to.equal(2);
    await guest.close();
    await rightOf(storage.aggregates.commit(settled(two.id)));
    await storage.close();
  });

  it('opens a schema that is not up to date only if it may migrate, and changes nothing otherwise', async () => {
    const file = newFile();
    expect(await leftOf(at(file).open({ migrates: false }))).to.deep.equal({
      _tag: 'StorageFault',
      detail: `cannot open the database ${file}: it is not there: run npm run migrate, or set DB_AUTO_MIGRATE=true`,
    });
    expect(existsSync(join(file, '..'))).to.equal(false);
    mkdirSync(join(file, '..'));
    writeFileSync(file, '');
    expect((await leftOf(at(file).open({ migrates: false }))).detail).to.match(
      /lacks 001_initial: run npm run migrate/,
    );

    const storage = await rightOf(at(file).open({ migrates: true }));
    await rightOf(storage.aggregates.commit(commitOf({ calls: [call()] })));
    await storage.close();
    const again = await rightOf(at(file).open({ migrates: false }));
    expect((await rightOf(again.calls.list(APP, {}, { limit: 1, offset: 0 }))).total).to.equal(1);
    expect(await rightOf(again.inbox.claim(lease(), NOON, 1))).to.deep.equal([]);
    await again.close();
  });

  it('says in one line why a database cannot be used', async () => {
    const broken = newFile();
    mkdirSync(join(broken, '..'));
    writeFileSync(broken, 'Dear diary, this is no database. '.repeat(100));
    const newer = newFile();
    await rightOf(at(newer).migrate);
    const database = new Libsql(newer);
    database.exec(`insert into schema_migrations (name, timestamp) values ('999_later', '')`);
    database.close();
    const inFile = join(broken, 'cti.db');
    const cases = [
      [broken, /file is not a database$/],
      [newer, /999_later/],
      [inFile, /./],
      ['/dev/null/cti.db', /./],
    ] as const;
    for (const [file, complaint] of cases) {
      const { open, check, migrate } = at(file);
      for (const task of [open({ migrates: true }), open({ migrates: false }), check, migrate]) {
        const { detail } = await leftOf<{ readonly detail: string }, unknown>(task);
        expect(detail)
          .to.match(/^cannot open the database .+$/)
          .and.contain(file)
          .and.match(complaint);
      }
    }
    expect(readFileSync(broken, 'utf8')).to.match(/^Dear diary/);
  });

  it('checks that the file can be written, not only read', async () => {
    const file = newFile();
    await rightOf(at(file).migrate);
    const other = new Libsql(file);
    other.exec('begin immediate');
    expect(await leftOf(at(file).check)).to.deep.equal({
      _tag: 'StorageUnavailable',
      detail: `cannot open the database ${file}: database is locked`,
    });
    other.exec('rollback');
    other.close();
  });
});
