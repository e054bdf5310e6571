import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { sql } from 'kysely';
import Libsql from 'libsql';
import { openStorage } from '../../../../src/adapters/outbound/storage/open-storage.js';
import { migrate } from '../../../../src/adapters/outbound/storage/sql/migrate.js';
import { sqlStorage } from '../../../../src/adapters/outbound/storage/sql/sql-storage.js';
import { openSqlite } from '../../../../src/adapters/outbound/storage/sql/sqlite.js';
import { sqliteMigrations } from '../../../../src/adapters/outbound/storage/sql/sqlite-migrations.js';
import type { MappingId } from '../../../../src/domain/ids.js';
import { leftOf, rightOf } from '../../../../src/testing/storage/outcome.js';
import {
  APP,
  app,
  call,
  commitOf,
  delivery,
  eventOf,
  firstKey,
  LARGEST_ID,
  lease,
  NOON,
  nextId,
  upTo,
} from '../../../../src/testing/storage/samples.js';
import { tempFolder } from './temp-folder.js';

describe('SQLite', () => {
  const folder = tempFolder();
  let made = 0;
  const newFile = (): string => {
    made += 1;
    return join(folder(), `${made}.sqlite`);
  };
  const open = (file: string) => rightOf(openStorage({ engine: 'sqlite', file }));

  it('creates the folder of the file, and opens an existing file with its data', async () => {
    const file = join(folder(), 'deep', 'er', 'cti.sqlite');
    const before = await open(file);
    const one = call({ dialpadUserId: LARGEST_ID });
    const first = delivery();
    await rightOf(before.inbox.append([first], lease()));
    await rightOf(before.aggregates.commit(commitOf({ calls: [one], events: [eventOf(one)] })));
    const mapping = { id: nextId<MappingId>(), dialpadUserId: LARGEST_ID, crmUserId: 'ann' };
    await rightOf(before.mappings.upsert(APP, [mapping], NOON));
    const position = await rightOf(before.events.position(APP));
    const events = await rightOf(before.events.read(APP, 0, 10));
    await before.close();

    const after = await open(file);
    expect(await rightOf(after.events.position(APP))).to.deep.equal(position);
    expect(await rightOf(after.events.read(APP, 0, 10))).to.deep.equal(events);
    const { items } = await rightOf(after.calls.list(APP, {}, { limit: 10, offset: 0 }));
    expect(items.map(({ id, crmUserId }) => ({ id, crmUserId }))).to.deep.equal([{ id: one.id, crmUserId: 'ann' }]);
    expect(await rightOf(after.inbox.append([delivery({ dedupeKey: first.dedupeKey })], lease()))).to.deep.equal([
      { id: first.id, duplicate: true },
    ]);
    await after.close();
  });

  it('does not make the calls of an app anew that was created by this version', async () => {
    const file = newFile();
    const before = await open(file);
    const created = app();
    await rightOf(before.apps.create(created, firstKey(created)));
    await rightOf(before.aggregates.commit(commitOf({ calls: [call({}, { appId: created.id })] })));
    await before.close();
    const database = new Libsql(file);
    database.exec(`update calls set details = '{"contactName":"as it was"}'`);
    database.close();

    const after = await open(file);
    const { items } = await rightOf(after.calls.list(created.id, {}, { limit: 10, offset: 0 }));
    expect(items.map(({ details }) => details.contactName)).to.deep.equal(['as it was']);
    await after.close();
  });

  it('has every answered write on the disk, also if the process ends without closing it', async () => {
    const [file, left] = [newFile(), newFile()];
    const crashed = await open(file);
    const one = call();
    await rightOf(crashed.aggregates.commit(commitOf({ calls: [one], events: [eventOf(one)] })));
    for (const end of ['', '-wal']) copyFileSync(`${file}${end}`, `${left}${end}`);
    const after = await open(left);
    expect((await rightOf(after.events.position(APP))).seq).to.equal(1);
    await after.close();
    await crashed.close();
  });

  it('writes each commit through to the disk', async () => {
    const engine = await rightOf(openSqlite(newFile()));
    const pragma = async (name: string) => (await sql`pragma ${sql.raw(name)}`.execute(engine.db)).rows[0];
    expect(await pragma('journal_mode')).to.deep.equal({ journal_mode: 'wal' });
    expect(await pragma('synchronous')).to.deep.equal({ synchronous: 2 });
    expect(await pragma('foreign_keys')).to.deep.equal({ foreign_keys: 1 });
    await engine.close();
  });

  it('releases the leases of a dead process, and leaves pauses as they are', async () => {
    const file = newFile();
    const [held, paused] = [delivery(), delivery()];
    const dead = await open(file);
    await rightOf(dead.inbox.append([held, paused], lease({ until: NOON + 60_000 })));
    const pause = { id: paused.id, attempts: 1, until: NOON + 5_000, reason: 'x' };
    await rightOf(dead.inbox.postpone(lease().owner, [pause]));
    await dead.close();

    const alive = await open(file);
    const settled = [{ id: held.id, status: 'processed', reason: null }] as const;
    expect(await leftOf(alive.aggregates.commit(commitOf({ settled })))).to.deep.equal({ _tag: 'Conflict' });
    const claimed = await rightOf(alive.inbox.claim(lease({ owner: 'next' }), NOON, 10));
    expect(claimed.map(({ id }) => id)).to.deep.equal([held.id]);
    expect(await rightOf(alive.inbox.claim(lease({ owner: 'next' }), NOON + 5_000, 10))).to.have.length(1);
    await alive.close();
  });

  it('has a database in memory that lasts until it is closed', async () => {
    const storage = await open(':memory:');
    await rightOf(storage.aggregates.commit(commitOf({ calls: [call()] })));
    expect((await rightOf(storage.calls.list(APP, {}, { limit: 1, offset: 0 }))).total).to.equal(1);
    await storage.close();
  });

  describe('refuses, in one line that names it,', () => {
    const refusal = async (file: string) => {
      const { _tag, detail } = await leftOf(openStorage({ engine: 'sqlite', file }));
      expect(_tag).to.equal('StorageFault');
      expect(detail).to.match(/^cannot open the database .+$/);
      expect(detail).to.include(file);
      return detail;
    };

    it('a file that is no database, and leaves it as it is', async () => {
      const file = newFile();
      const text = 'Dear diary, this is no database. '.repeat(100);
      writeFileSync(file, text);
      expect(await refusal(file)).to.match(/file is not a database$/);
      expect(readFileSync(file, 'utf8')).to.equal(text);
    });

    it('a folder that cannot be created', async () => {
      const file = newFile();
      writeFileSync(file, '');
      await refusal(join(file, 'cti.sqlite'));
    });

    it('a folder in place of a file', async () => {
      const file = newFile();
      mkdirSync(file);
      await refusal(file);
    });

    it('a database of a newer version', async () => {
      const file = newFile();
      await (await open(file)).close();
      const database = new Libsql(file);
      database.exec(`insert into schema_migrations values ('999_from_the_future', '2030-01-01T00:00:00.000Z')`);
      database.close();
      expect(await refusal(file)).to.include('999_from_the_future');
    });
  });

  describe('migrations', () => {
    const applied = (file: string): unknown[] => {
      const database = new Libsql(file);
      const rows = database.prepare('select * from schema_migrations order by name').all();
      database.close();
      return rows;
    };

    it('are applied once', async () => {
      const file = newFile();
      await (await open(file)).close();
      const first = applied(file);
      expect(first).to.have.length(Object.keys(sqliteMigrations).length);
      await (await open(file)).close();
      expect(applied(file)).to.deep.equal(first);
    });

    it('leave the database as it was if one fails', async () => {
      const { db, close } = await rightOf(openSqlite(':memory:'));
      const steps = { ...sqliteMigrations, '998_good': ['create table good (x)'], '999_bad': ['create nonsense'] };
      const error = await migrate(db, steps).then(
        () => null,
        (thrown: unknown) => thrown,
      );
      expect(error).to.have.property('message').that.includes('nonsense');
      expect((await sql`select name from sqlite_master where name = 'good'`.execute(db)).rows).to.deep.equal([]);
      const { rows } = await sql<{ readonly name: string }>`select name from schema_migrations order by name`.execute(
        db,
      );
      expect(rows.map(({ name }) => name)).to.deep.equal(Object.keys(sqliteMigrations));
      await close();
    });
  });

  describe('errors', () => {
    it('are temporary while another process has locked the file', async () => {
      const file = newFile();
      const storage = await open(file);
      const other = new Libsql(file);
      other.exec('begin immediate');
      expect(await leftOf(storage.inbox.append([delivery()], lease()))).to.deep.equal({
        _tag: 'StorageUnavailable',
        detail: 'database is locked',
      });
      other.exec('rollback');
      other.close();
      await rightOf(storage.inbox.append([delivery()], lease()));
      await storage.close();
    });

    it('are temporary while the disk is full, and a write that failed leaves no trace', async () => {
      const engine = await rightOf(openSqlite(newFile()));
      const storage = sqlStorage(engine);
      await sql`pragma max_page_count = 100`.execute(engine.db);
      const large = upTo(50).map(() => delivery({ payload: 'x'.repeat(20_000) }));
      expect(await leftOf(storage.inbox.append(large, lease()))).to.deep.equal({
        _tag: 'StorageUnavailable',
        detail: 'database or disk is full',
      });
      expect((await rightOf(storage.inbox.stats)).counts.pending).to.equal(0);
      await sql`pragma max_page_count = 100000`.execute(engine.db);
      await rightOf(storage.inbox.append(large, lease()));
      expect((await rightOf(storage.inbox.stats)).counts.pending).to.equal(50);
      await storage.close();
    });

    it('are found out by a ping while the disk is full, however often, and end when there is room', async () => {
      const engine = await rightOf(openSqlite(newFile()));
      const storage = sqlStorage(engine);
      await rightOf(storage.ping);
      await sql`pragma max_page_count = 1`.execute(engine.db);
      for (let n = 0; n < 3; n += 1) expect((await leftOf(storage.ping))._tag).to.equal('StorageUnavailable');
      await sql`pragma max_page_count = 100000`.execute(engine.db);
      await rightOf(storage.ping);
      await storage.close();
    });

    it('are faults if a value does not fit its column, and nothing is stored', async () => {
      const storage = await open(':memory:');
      const [good, bad] = [call(), call({ dialpadCallId: LARGEST_ID, startedAt: NOON + 0.5 })];
      const { _tag } = await leftOf(
        storage.aggregates.commit(commitOf({ calls: [good, bad], events: [eventOf(good)] })),
      );
      expect(_tag).to.equal('StorageFault');
      expect((await rightOf(storage.calls.list(APP, {}, { limit: 1, offset: 0 }))).total).to.equal(0);
      expect((await rightOf(storage.events.position(APP))).seq).to.equal(0);
      await storage.close();
    });

    it('are faults if a row cannot be read', async () => {
      const engine = await rightOf(openSqlite(':memory:'));
      const storage = sqlStorage(engine);
      const one = call();
      await rightOf(storage.aggregates.commit(commitOf({ calls: [one] })));
      await engine.db.updateTable('calls').set({ facts: '{' }).execute();
      const keys = { appId: APP, calls: [one.dialpadCallId], voicemails: [], messages: [] };
      expect((await leftOf(storage.aggregates.load([keys])))._tag).to.equal('StorageFault');
      await storage.close();
    });
  });
});
