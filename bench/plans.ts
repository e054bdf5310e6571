/**
 * Prints the plans and times of the most frequent queries on PostgreSQL, with 1,000,000 calls of 10 apps (or as many calls as the first
 * argument says), in a new database on the server that TEST_DATABASE_URL names.
 */
import { openPostgres } from '../src/adapters/outbound/storage/sql/postgres.js';
import { rightOf } from '../src/testing/storage/outcome.js';
import { APP, dialpadId } from '../src/testing/storage/samples.js';
import { explained, type Request, statementsOf } from '../test/adapters/outbound/storage/api-requests.js';
import { fillPostgres } from '../test/adapters/outbound/storage/fill-postgres.js';
import { freshDatabase } from '../test/support/postgres.js';

const CALLS = Number(process.argv[2] ?? 1_000_000);
const APPS = 10;
const FIRST_PAGE = { limit: 50, offset: 0 };

const REQUESTS: Readonly<Record<string, Request>> = {
  'calls in progress': ({ calls }) => calls.list(APP, { statuses: ['ringing', 'active'] }, FIRST_PAGE),
  'the newest calls': ({ calls }) => calls.list(APP, {}, FIRST_PAGE),
  'calls of a number': ({ calls }) => calls.list(APP, { from: '5550000010' }, FIRST_PAGE),
  'the calls that a batch of events touches': ({ aggregates }) =>
    aggregates.load([{ appId: APP, calls: [10, 20, 30, 40].map(dialpadId), voicemails: [], messages: [] }]),
};

const { TEST_DATABASE_URL } = process.env;
if (TEST_DATABASE_URL === undefined) throw new Error('TEST_DATABASE_URL must name a PostgreSQL server');
const database = await freshDatabase(TEST_DATABASE_URL);
const config = { engine: 'postgres', server: { url: database.url }, ssl: false, maxClients: 2 } as const;
const engine = await rightOf(openPostgres(config, { migrates: true }));
const print = (text: string): boolean => process.stdout.write(`${text}\n`);

const begun = performance.now();
await fillPostgres(engine.db, { calls: CALLS, apps: APPS });
print(`${CALLS} calls of ${APPS} apps, filled in ${((performance.now() - begun) / 1000).toFixed(0)} s\n`);

for (const [name, request] of Object.entries(REQUESTS)) {
  print(`## ${name}`);
  for (const statement of await statementsOf(engine, request)) {
    // Only the second run is printed: by then everything is in memory.
    for (const round of [1, 2]) {
      const { rows } = await engine.db.executeQuery<{ readonly 'QUERY PLAN': string }>(
        explained('explain (analyze, costs off)', statement),
      );
      if (round === 2) for (const row of rows) print(`  ${row['QUERY PLAN']}`);
    }
    print('');
  }
}
await engine.close();
await database.drop();
