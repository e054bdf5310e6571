import { join } from 'node:path';
import { expect } from 'chai';
import { ContainerModule } from 'inversify';
import { sql } from 'kysely';
import pg from 'pg';
import { memoryStorage } from '../../src/adapters/outbound/storage/memory/memory-storage.js';
import type { SqlEngine } from '../../src/adapters/outbound/storage/sql/database.js';
import { sqlStorage } from '../../src/adapters/outbound/storage/sql/sql-storage.js';
import { openSqlite } from '../../src/adapters/outbound/storage/sql/sqlite.js';
import type { Storage } from '../../src/application/ports/storage.js';
import { TOKENS } from '../../src/server.js';
import { rightOf } from '../../src/testing/storage/outcome.js';
import { tempFolder } from '../adapters/outbound/storage/temp-folder.js';
import { ENGINE, onEmbedded } from '../support/engines.js';
import { type FreshDatabase, freshDatabase, onServer } from '../support/postgres.js';
import { listen } from './listener.js';
import { type Answer, type Running, run } from './running.js';

const { TEST_DATABASE_URL } = process.env;

const on = (storage: Storage) =>
  new ContainerModule(({ rebind }) => {
    rebind(TOKENS.storage).toConstantValue(storage);
  });

const health = (at: Running): Promise<Answer> => at.request('GET', '/health');
const untilHealth = async (at: Running, status: number): Promise<Answer> => {
  for (;;) {
    const answer = await health(at);
    if (answer.status === status) return answer;
  }
};
const ring = (id: number) => ({ event_type: 'call.ring', call_id: id });

describe('storage in trouble', function () {
  this.timeout(60_000);

  onEmbedded(
    'a delivery that storage keeps waiting is refused in time, and not told twice when it was stored after all',
    async () => {
      const working = memoryStorage();
      let open = (): void => undefined;
      let gate = Promise.resolve();
      const append: Storage['inbox']['append'] = (deliveries, lease) => async () => {
        await gate;
        return working.inbox.append(deliveries, lease)();
      };
      const at = await run({}, on({ ...working, inbox: { ...working.inbox, append } }));
      const app = await at.newApp('Clinic');
      const listener = await listen(`${at.url}/ws?api_key=${app.key}`);
      gate = new Promise((resolve) => {
        open = resolve;
      });
      const refused = await at.deliver(ring(1));
      expect(refused.status).to.equal(503);
      expect(refused.headers.get('retry-after')).to.equal('1');
      open();
      expect((await at.deliver(ring(1))).body).to.include({ duplicate: true });
      expect((await at.deliver(ring(2))).body).to.include({ duplicate: false });
      expect((await listener.count(2)).map(({ dialpad_call_id }) => dialpad_call_id)).to.deep.equal([1, 2]);
      listener.close();
      await at.stop();
    },
  );

  const folder = tempFolder();

  onEmbedded('a full disk of SQLite is in /health, which heals by itself when there is room', async () => {
    const engine: SqlEngine = await rightOf(openSqlite(join(folder(), 'full.sqlite')));
    const at = await run({}, on(sqlStorage(engine)));
    await at.newApp('Clinic');
    expect((await health(at)).status).to.equal(200);

    await sql`pragma max_page_count = 1`.execute(engine.db);
    const large = { ...ring(1), note: 'x'.repeat(900_000) };
    expect((await at.deliver(large)).status).to.equal(503);
    expect((await health(at)).body).to.include({ status: 'unhealthy', storage: 'down' });
    expect((await at.request('GET', '/health/ready')).status).to.equal(503);

    await sql`pragma max_page_count = 1000000`.execute(engine.db);
    await untilHealth(at, 200);
    expect((await at.deliver(large)).status).to.equal(200);
    await at.stop();
    await engine.close();
  });

  if (TEST_DATABASE_URL !== undefined && ENGINE === 'postgres') {
    describe('of PostgreSQL', () => {
      let database: FreshDatabase;
      let at: Running;
      beforeEach(async () => {
        database = await freshDatabase(TEST_DATABASE_URL);
        at = await run({ STORAGE: 'postgres', DATABASE_URL: database.url });
        await at.newApp('Clinic');
      });
      afterEach(async () => {
        await at.stop();
        await database.drop();
      });

      it('that turns read-only is in /health, and everything heals by itself', async () => {
        const setReadOnly = (to: 'on' | 'off') =>
          onServer(
            TEST_DATABASE_URL,
            `alter database ${database.name} set default_transaction_read_only = ${to}`,
            `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${database.name}'`,
          );
        expect((await at.deliver(ring(1))).status).to.equal(200);
        await setReadOnly('on');
        // The first may find its connection ended.
        for (let n = 0; n < 10; n += 1) expect((await at.deliver(ring(2))).status).to.equal(503);
        expect((await health(at)).body).to.include({ status: 'unhealthy', storage: 'down' });

        await onServer(TEST_DATABASE_URL, `alter database ${database.name} set default_transaction_read_only = off`);
        await untilHealth(at, 200);
        // A connection that was opened meanwhile, for background work, is found out by the first write on it, and all of its age go.
        const first = await at.deliver(ring(2));
        expect(first.status).to.be.oneOf([200, 503]);
        if (first.status === 503) expect((await at.deliver(ring(2))).status).to.equal(200);
      });

      it('that hangs keeps neither a delivery nor /health nor /metrics waiting', async () => {
        const client = new pg.Client(database.url);
        await client.connect();
        await client.query('begin');
        await client.query('lock table inbox in access exclusive mode');
        const [delivered, ...others] = await Promise.all([
          at.deliver(ring(1)),
          health(at),
          at.request('GET', '/health/ready'),
          fetch(`${at.url}/metrics?format=prometheus`),
        ]);
        expect(delivered.status).to.equal(503);
        expect(others.map(({ status }) => status)).to.have.length(3);
        expect((await untilHealth(at, 503)).body).to.include({ storage: 'down' });
        await client.query('rollback');
        await client.end();
        await untilHealth(at, 200);
        expect((await at.deliver(ring(1))).body).to.include({ duplicate: true });
      });
    });
  }
});
