import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { sql } from 'kysely';
import pg from 'pg';
import type { SqlEngine } from '../../../../src/adapters/outbound/storage/sql/database.js';
import { openPostgres } from '../../../../src/adapters/outbound/storage/sql/postgres.js';
import { makeSession } from '../../../../src/adapters/outbound/storage/sql/sql-session.js';
import { sqlStorage } from '../../../../src/adapters/outbound/storage/sql/sql-storage.js';
import type { Storage } from '../../../../src/application/ports/storage.js';
import { leftOf, rightOf } from '../../../../src/testing/storage/outcome.js';
import {
  APP,
  call,
  commitOf,
  delivery,
  eventOf,
  LARGEST_ID,
  lease,
  NOON,
  newlyAppended,
  nthId,
  upTo,
} from '../../../../src/testing/storage/samples.js';
import { type CuttableProxy, cuttableProxy } from '../../../support/cuttable-proxy.js';
import { configOf, type FreshDatabase, freshDatabase, onServer } from '../../../support/postgres.js';

const { TEST_DATABASE_URL } = process.env;

if (TEST_DATABASE_URL !== undefined) {
  describe('PostgreSQL', function () {
    this.timeout(20_000);
    let database: FreshDatabase;
    let engine: SqlEngine;
    let storage: Storage;

    const open = (url: string, maxClients = 4) => rightOf(openPostgres(configOf(url, maxClients), { migrates: true }));

    beforeEach(async () => {
      database = await freshDatabase(TEST_DATABASE_URL);
      engine = await open(database.url);
      storage = sqlStorage(engine);
    });
    afterEach(async () => {
      await storage.close();
      await database.drop();
    });

    const unavailable = async (task: TaskEither<unknown, unknown>, detail: RegExp): Promise<void> => {
      const left = await leftOf(task);
      expect(left).to.include({ _tag: 'StorageUnavailable' });
      expect(left).to.have.property('detail').that.matches(detail);
    };
    const faulty = async (task: TaskEither<unknown, unknown>, detail: RegExp): Promise<void> => {
      const left = await leftOf(task);
      expect(left).to.include({ _tag: 'StorageFault' });
      expect(left).to.have.property('detail').that.matches(detail);
    };
    const endOthers = () =>
      onServer(
        database.url,
        'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
      );
    const busy = async (statement: string): Promise<void> => {
      const running = `select from pg_stat_activity where datname = current_database() and state = 'active' and query like '%${statement}%' and pid <> pg_backend_pid()`;
      while ((await onServer(database.url, running)).length === 0);
    };

    it('does not release leases when another process starts', async () => {
      const held = delivery();
      await rightOf(storage.inbox.append([held], lease({ until: NOON + 60_000 })));
      const other = sqlStorage(await open(database.url));
      expect(await rightOf(other.inbox.claim(lease({ owner: 'other' }), NOON, 10))).to.deep.equal([]);
      const settled = [{ id: held.id, status: 'processed', reason: null }] as const;
      await rightOf(storage.aggregates.commit(commitOf({ settled })));
      await other.close();
    });

    it('names its connections, and does not change the settings of the driver for others', async () => {
      const { rows } = await sql<{ readonly name: string; readonly large: number }>`
        select current_setting('application_name') as name, 12::bigint as large
      `.execute(engine.db);
      expect(rows).to.deep.equal([{ name: 'cti-server', large: 12 }]);
      expect(await onServer(database.url, 'select 12::bigint as large')).to.deep.equal([{ large: '12' }]);
      expect(pg.types.getTypeParser(pg.types.builtins.INT8)('12')).to.equal('12');
    });

    it('works at the isolation level read committed, whatever the default of the server', async () => {
      await onServer(database.url, `alter database ${database.name} set default_transaction_isolation = serializable`);
      const strict = await open(database.url);
      const { rows } = await strict.db.transaction().execute((transaction) =>
        sql<{ readonly level: string }>`
          select current_setting('transaction_isolation') as level
        `.execute(transaction),
      );
      expect(rows).to.deep.equal([{ level: 'read committed' }]);
      await strict.close();
    });

    it('needs no more than one connection', async () => {
      const narrow = sqlStorage(await open(database.url, 1));
      const appended = await Promise.all(
        upTo(20).map(() => rightOf(narrow.inbox.append([delivery(), delivery()], lease()))),
      );
      expect(appended.flat()).to.have.length(40);
      expect((await rightOf(narrow.inbox.stats)).counts.pending).to.equal(40);
      await narrow.close();
    });

    it('stores texts that are longer than an index can hold, and finds them', async () => {
      const endless = upTo(20_000)
        .map((n) => (n * 7919).toString(36))
        .join('');
      const first = delivery({ dedupeKey: endless });
      await rightOf(storage.inbox.append([first], lease()));
      expect(await rightOf(storage.inbox.append([delivery({ dedupeKey: endless })], lease()))).to.deep.equal([
        { id: first.id, duplicate: true },
      ]);
      const other = delivery({ dedupeKey: `${endless}!` });
      expect(await rightOf(storage.inbox.append([other], lease()))).to.deep.equal([newlyAppended(other)]);
      const one = call({ fromNumber: endless, toNumber: endless });
      await rightOf(storage.aggregates.commit(commitOf({ calls: [one] })));
      const found = await rightOf(storage.calls.list(APP, { from: endless, to: endless }, { limit: 10, offset: 0 }));
      expect(found.items.map(({ id, fromNumber }) => [id, fromNumber])).to.deep.equal([[one.id, endless]]);
    });

    describe('a failure', () => {
      it('is temporary if a connection ends in the middle of a statement, and the next request succeeds', async () => {
        const { run } = makeSession(engine);
        const asleep = unavailable(
          run((db) => sql`select pg_sleep(60)`.execute(db)),
          /^terminating connection due to administrator command \(57P01\)$/,
        );
        await busy('pg_sleep');
        await endOthers();
        await asleep;
        await rightOf(storage.ping);
      });

      it('is temporary if a connection ends in the middle of a transaction, which leaves no trace', async () => {
        const { transact } = makeSession(engine);
        const asleep = unavailable(
          transact(async (db) => {
            await db.insertInto('streams').values({ app_id: APP, seq: 7 }).execute();
            await sql`select pg_sleep(60)`.execute(db);
            throw new Error('not reached');
          }),
          /57P01/,
        );
        await busy('pg_sleep');
        await endOthers();
        await asleep;
        expect((await rightOf(storage.events.position(APP))).seq).to.equal(0);
      });

      it('is temporary if idle connections end', async () => {
        await Promise.all(upTo(4).map(() => rightOf(storage.ping)));
        await endOthers();
        // A request may be sent before the client notices that its connection has ended, once for each connection.
        let failures = 0;
        while (E.isLeft(await storage.ping())) failures += 1;
        expect(failures).to.be.at.most(4);
        await Promise.all(upTo(4).map(() => rightOf(storage.ping)));
      });

      it('is temporary if the answer to a commit is lost', async () => {
        await onServer(
          database.url,
          `create function hang_up() returns trigger language plpgsql as
             'begin perform pg_terminate_backend(pg_backend_pid()); return null; end'`,
          `create constraint trigger hang_up after insert on events deferrable initially deferred
             for each row execute function hang_up()`,
        );
        const one = call();
        await unavailable(storage.aggregates.commit(commitOf({ calls: [one], events: [eventOf(one)] })), /57P01/);
        await onServer(database.url, 'drop trigger hang_up on events');
        await rightOf(storage.aggregates.commit(commitOf({ calls: [one], events: [eventOf(one)] })));
      });

      it('is temporary if the server accepts no more connections', async () => {
        await storage.close();
        await onServer(TEST_DATABASE_URL, `alter database ${database.name} connection limit 0`);
        const url = new URL(database.url);
        const role = `${database.name}_user`;
        await onServer(TEST_DATABASE_URL, `create role ${role} login password 'of-its-own'`);
        url.username = role;
        url.password = 'of-its-own';
        const { detail, _tag } = await leftOf(openPostgres(configOf(url.href), { migrates: true }));
        expect(_tag).to.equal('StorageUnavailable');
        expect(detail).to.match(/too many connections .+\(53300\); lower DB_MAX_CLIENTS/);
        await onServer(TEST_DATABASE_URL, `drop role ${role}`);
      });

      it('is temporary if all connections are busy for too long', async () => {
        const narrow = await open(database.url, 1);
        const held = await narrow.db.startTransaction().execute();
        await unavailable(sqlStorage(narrow).ping, /^timeout exceeded/);
        await held.rollback().execute();
        await rightOf(sqlStorage(narrow).ping);
        await narrow.close();
      });

      it('is temporary while the server is read-only', async () => {
        await onServer(database.url, `alter database ${database.name} set default_transaction_read_only = on`);
        await endOthers();
        await storage.ping();
        await unavailable(storage.inbox.append([delivery()], lease()), /read-only transaction \(25006\)/);
        await unavailable(storage.journal.replay({ status: 'failed' }, NOON), /25006/);
      });

      describe('of connections that were opened while the server was read-only', () => {
        const write = () => storage.inbox.append([delivery()], lease())();
        const setReadOnly = (to: 'on' | 'off') =>
          onServer(TEST_DATABASE_URL, `alter database ${database.name} set default_transaction_read_only = ${to}`);
        beforeEach(async () => {
          await setReadOnly('on');
          await endOthers();
          while (E.isLeft(await storage.inbox.stats()));
        });

        it('ends when the server can be written again', async () => {
          expect((await Promise.all(upTo(4).map(write))).every(E.isLeft)).to.equal(true);
          await setReadOnly('off');
          expect((await Promise.all(upTo(4).map(write))).every(E.isRight)).to.equal(true);
        });

        it('happens once, not once for each of them', async () => {
          await Promise.all(
            upTo(4).map(() => rightOf(makeSession(engine).run((db) => sql`select pg_sleep(0.05)`.execute(db)))),
          );
          await setReadOnly('off');
          expect(await write()).to.have.property('_tag', 'Left');
          expect((await Promise.all(upTo(4).map(write))).every(E.isRight)).to.equal(true);
        });
      });

      it('is a fault if a value does not fit its column, and nothing is stored', async () => {
        const [good, bad] = [call(), call({ dialpadCallId: LARGEST_ID, startedAt: NOON + 0.5 })];
        await faulty(
          storage.aggregates.commit(commitOf({ calls: [good, bad], events: [eventOf(good)] })),
          /bigint.+\(22P02\)$/,
        );
        expect((await rightOf(storage.calls.list(APP, {}, { limit: 1, offset: 0 }))).total).to.equal(0);
        expect((await rightOf(storage.events.position(APP))).seq).to.equal(0);
      });

      it('is a fault if a row cannot be read', async () => {
        const one = call();
        await rightOf(storage.aggregates.commit(commitOf({ calls: [one] })));
        await engine.db.updateTable('calls').set({ facts: '{' }).execute();
        const keys = { appId: APP, calls: [one.dialpadCallId], voicemails: [], messages: [] };
        await faulty(storage.aggregates.load([keys]), /JSON/);
      });

      it('is a fault if an id is taken', async () => {
        await rightOf(storage.inbox.append([delivery({ id: nthId(1) })], lease()));
        await faulty(storage.inbox.append([delivery({ id: nthId(1) })], lease()), /inbox_pkey.+\(23505\)$/);
      });
    });

    describe('a server that is out of reach for a while', () => {
      let proxy: CuttableProxy;
      let far: Storage;
      beforeEach(async () => {
        proxy = await cuttableProxy(database.url);
        far = sqlStorage(await open(proxy.url));
      });
      afterEach(async () => {
        await far.close();
        await proxy.cut();
      });

      it('is reported at once, and used again when it is back', async () => {
        await rightOf(far.inbox.append([delivery()], lease()));
        await proxy.cut();
        for (const task of [far.ping, far.inbox.append([delivery()], lease()), far.inbox.stats]) {
          await unavailable(task, /^(Connection terminated|connect ECONNREFUSED|read ECONNRESET)/);
        }
        await proxy.restore();
        await rightOf(far.inbox.append([delivery()], lease()));
        expect((await rightOf(far.inbox.stats)).counts.pending).to.equal(2);
      });

      it('fails every request that waits for it when it goes', async () => {
        const watched = await open(proxy.url);
        const { run, close } = makeSession(watched);
        const asleep = upTo(3).map(() =>
          unavailable(
            run((db) => sql`select pg_sleep(60)`.execute(db)),
            /terminated|ECONN/,
          ),
        );
        await busy('pg_sleep');
        await proxy.cut();
        await Promise.all(asleep);
        await proxy.restore();
        await close();
      });
    });
  });
}
