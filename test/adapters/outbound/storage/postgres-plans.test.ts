import { expect } from 'chai';
import { CompiledQuery, sql } from 'kysely';
import type { SqlEngine } from '../../../../src/adapters/outbound/storage/sql/database.js';
import { openPostgres } from '../../../../src/adapters/outbound/storage/sql/postgres.js';
import { sqlStorage } from '../../../../src/adapters/outbound/storage/sql/sql-storage.js';
import type { JournalFilter } from '../../../../src/application/ports/inbox-journal.js';
import { rightOf } from '../../../../src/testing/storage/outcome.js';
import { APP, commitOf, delivery, dialpadId, lease, NOON, upTo } from '../../../../src/testing/storage/samples.js';
import { freshDatabase } from '../../../support/postgres.js';
import { callFilters, explained, lists, nextPages, PAGE, type Request, statementsOf } from './api-requests.js';
import { fillPostgres } from './fill-postgres.js';

const { TEST_DATABASE_URL } = process.env;

/** A step of a plan, in the format of `explain (format json)`. */
interface Step {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Index Cond'?: string;
  readonly Plans?: readonly Step[];
}

/** The tables that grow with traffic; the others have a row for each app or person. */
const LARGE = new Set(['calls', 'call_links', 'messages', 'voicemails', 'events', 'inbox']);

const stepsOf = (step: Step): readonly Step[] => [step, ...(step.Plans ?? []).flatMap(stepsOf)];

if (TEST_DATABASE_URL !== undefined) {
  describe('PostgreSQL query plans', function () {
    this.timeout(60_000);
    let engine: SqlEngine;
    let database: Awaited<ReturnType<typeof freshDatabase>>;

    before(async () => {
      database = await freshDatabase(TEST_DATABASE_URL);
      const config = { engine: 'postgres', server: { url: database.url }, ssl: false, maxClients: 2 } as const;
      engine = await rightOf(openPostgres(config, { migrates: true }));
      await fillPostgres(engine.db, { calls: 20_000, apps: 4 });
    });
    after(async () => {
      await engine.close();
      await database.drop();
    });

    const planOf = async (request: Request): Promise<readonly Step[]> => {
      const steps: Step[] = [];
      for (const statement of await statementsOf(engine, request)) {
        const { rows } = await engine.db.executeQuery<{ readonly 'QUERY PLAN': readonly { readonly Plan: Step }[] }>(
          explained('explain (format json)', statement),
        );
        for (const row of rows) for (const { Plan } of row['QUERY PLAN']) steps.push(...stepsOf(Plan));
      }
      expect(steps).to.not.have.length(0);
      return steps;
    };

    const scansOf = (steps: readonly Step[]): readonly (string | undefined)[] =>
      steps
        .filter((step) => step['Node Type'] === 'Seq Scan' && LARGE.has(step['Relation Name'] ?? ''))
        .map((step) => step['Relation Name']);

    for (const [name, request] of Object.entries(lists)) {
      it(`reads ${name} without a scan of a large table`, async () => {
        expect(scansOf(await planOf(request))).to.deep.equal([]);
      });
    }

    for (const [name, filter] of Object.entries(callFilters)) {
      it(`finds calls by ${name} by an index that leads with the app`, async () => {
        const steps = await planOf(({ calls }) => calls.list(APP, filter, PAGE));
        const indexes = steps.flatMap((step) => (step['Relation Name'] === 'calls' ? (step['Index Name'] ?? []) : []));
        expect(indexes).to.not.have.length(0);
        for (const index of indexes) expect(index).to.match(/^calls_/);
      });
    }

    for (const [name, request] of Object.entries(nextPages)) {
      it(`finds the next page of ${name} at its place in an index`, async () => {
        const statements = await statementsOf(engine, request);
        for (const { sql: text } of statements) expect(text).to.not.match(/count\(/);
        const steps = await planOf(request);
        expect(scansOf(steps)).to.deep.equal([]);
        const large = steps.filter((step) => LARGE.has(step['Relation Name'] ?? ''));
        const atPlace = large.filter((step) => /ROW\(|\bid <|\bseq >/.test(step['Index Cond'] ?? ''));
        // A small table may be read as a whole.
        if (large.length > 0) expect(atPlace).to.not.have.length(0);
      });
    }

    it('searches calls that have not changed for long among those in progress only', async () => {
      const steps = await planOf(({ calls }) => calls.stale(APP, NOON, 50));
      expect(steps.map((step) => step['Index Name'])).to.include('calls_status');
    });

    it('finds the legs of a conversation by their ids, and by those that they name', async () => {
      const ids = [10, 11, 12].map((n) => dialpadId(n));
      const steps = await planOf(({ aggregates }) =>
        aggregates.load([{ appId: APP, calls: ids, voicemails: [], messages: [] }]),
      );
      expect(new Set(steps.flatMap((step) => step['Index Name'] ?? []))).to.deep.equal(
        new Set(['calls_dialpad', 'call_links_pkey']),
      );
    });

    const journals: Readonly<Record<string, JournalFilter>> = {
      everything: {},
      'an app': { appId: APP },
      'an app and a status': { appId: APP, status: 'processed' },
      'what failed': { status: 'failed' },
      'what is unrouted': { status: 'unrouted' },
    };
    for (const [name, filter] of Object.entries(journals)) {
      it(`lists the journal of ${name} without a scan of the inbox`, async () => {
        expect(scansOf(await planOf(({ journal }) => journal.list(filter, PAGE)))).to.deep.equal([]);
      });
    }

    it('settles events by their ids, however many others are pending', async () => {
      const backlog = upTo(20_000).map(() => delivery());
      await rightOf(sqlStorage(engine).inbox.append(backlog, lease()));
      const settled = backlog.slice(0, 50).map(({ id }) => ({ id, status: 'processed', reason: null }) as const);
      const steps = await planOf(({ aggregates }) => aggregates.commit(commitOf({ settled })));
      expect(scansOf(steps)).to.deep.equal([]);
      expect(steps.map((step) => step['Index Name']))
        .to.include('inbox_pkey')
        .and.not.include('inbox_pending');
    });

    it('claims with the index on pending events', async () => {
      const steps = await planOf(({ inbox }) => inbox.claim(lease(), NOON, 10));
      expect(scansOf(steps)).to.deep.equal([]);
      expect(steps.map((step) => step['Index Name'])).to.include('inbox_pending');
    });

    it('counts the inbox exactly, without a scan of it', async () => {
      const steps = await planOf(({ inbox }) => inbox.stats);
      expect(scansOf(steps)).to.deep.equal([]);
      const counted = await sql<{ readonly status: string; readonly count: number }>`
        select status, count(*) as count from inbox group by status
      `.execute(engine.db);
      const stored = await engine.db.executeQuery<{ readonly status: string; readonly count: number }>(
        CompiledQuery.raw('select status, sum(count) as count from inbox_counts group by status'),
      );
      expect(stored.rows).to.have.deep.members(counted.rows);
    });
  });
}
