import { expect } from 'chai';
import type { CompiledQuery } from 'kysely';
import type { SqlEngine } from '../../../../src/adapters/outbound/storage/sql/database.js';
import { sqlStorage } from '../../../../src/adapters/outbound/storage/sql/sql-storage.js';
import { openSqlite } from '../../../../src/adapters/outbound/storage/sql/sqlite.js';
import type { MappingId } from '../../../../src/domain/ids.js';
import { rightOf } from '../../../../src/testing/storage/outcome.js';
import { APP, call, commitOf, dialpadId, lease, NOON, nextId } from '../../../../src/testing/storage/samples.js';
import { callFilters, explained, lists, nextPages, PAGE, type Request, statementsOf } from './api-requests.js';

/** The steps of SQLite's plans for some statements. */
const planOn = async (engine: SqlEngine, statements: readonly CompiledQuery[]): Promise<readonly string[]> => {
  expect(statements).to.not.have.length(0);
  const steps: string[] = [];
  for (const statement of statements) {
    const { rows } = await engine.db.executeQuery<{ readonly detail: string }>(
      explained('explain query plan', statement),
    );
    steps.push(...rows.map(({ detail }) => detail));
  }
  return steps;
};

/** `naming` is no table, but the few legs that the query itself has found before, as the parts of a page are; a subquery is none either. */
const isScan = (step: string): boolean => /^SCAN (?!\(subquery|naming$|part_\d$)/.test(step);

describe('SQLite query plans', () => {
  let engine: SqlEngine;
  before(async () => {
    engine = await rightOf(openSqlite(':memory:'));
  });
  after(() => engine.close());

  const planOf = async (request: Request): Promise<readonly string[]> =>
    planOn(engine, await statementsOf(engine, request));

  for (const [name, request] of Object.entries(lists)) {
    it(`reads ${name} without a scan of a table`, async () => {
      const scans = (await planOf(request)).filter(isScan);
      expect(scans).to.deep.equal([]);
    });
  }

  for (const [name, filter] of Object.entries(callFilters)) {
    it(`finds calls by ${name} in their order, without sorting`, async () => {
      const plan = await planOf(({ calls }) => calls.list(APP, filter, PAGE));
      expect(plan.filter((step) => step.includes('TEMP B-TREE'))).to.deep.equal([]);
    });
  }

  for (const [name, request] of Object.entries(nextPages)) {
    it(`finds the next page of ${name} at its place, without sorting or counting`, async () => {
      const statements = await statementsOf(engine, request);
      for (const { sql } of statements) expect(sql).to.not.match(/count\(|offset [1-9]/);
      const plan = await planOn(engine, statements);
      expect(plan.filter((step) => /^SCAN|TEMP B-TREE/.test(step))).to.deep.equal([]);
      // The place is where the search of the index begins.
      expect(plan.filter((step) => /[<>]\(?\?/.test(step))).to.not.have.length(0);
    });
  }

  it('finds calls in progress with the index on their status', async () => {
    const plan = await planOf(({ calls }) => calls.list(APP, { statuses: ['ringing', 'active'] }, PAGE));
    expect(plan).to.include('SEARCH calls USING INDEX calls_status (app_id=? AND status=?)');
  });

  for (const [name, filter] of Object.entries({ all: {}, ended: { statuses: ['ended'] as const } })) {
    it(`knows how many calls there are of ${name} without a look at them`, async () => {
      const plan = await planOf(({ calls }) => calls.list(APP, filter, PAGE));
      expect(plan.filter((step) => /calls USING COVERING/.test(step))).to.deep.equal([]);
      expect(plan).to.include(
        `SEARCH call_counts USING PRIMARY KEY (app_id=?${name === 'all' ? '' : ' AND status=?'})`,
      );
    });
  }

  it('reads a page and a call in one statement each, a page with a large row in steps', async () => {
    const small = [1, 2, 3].map((n) => call({ dialpadCallId: dialpadId(n), fromNumber: '5555550177' }));
    const large = call({ dialpadCallId: dialpadId(4), fromNumber: '5555550188', recapSummary: 'x'.repeat(100_000) });
    await rightOf(sqlStorage(engine).aggregates.commit(commitOf({ calls: [...small, large] })));
    const page = { limit: 50, offset: 0 };
    const listOf =
      (from: string): Request =>
      ({ calls }) =>
        calls.list(APP, { from, startedAfter: 0 }, page);
    const readingCalls = async (request: Request) =>
      (await statementsOf(engine, request)).filter(({ sql }) => /from "?calls"?/.test(sql));
    expect(await readingCalls(listOf('5555550177'))).to.have.length(1);
    expect(await readingCalls(({ calls }) => calls.find(APP, small[0]?.id ?? nextId()))).to.have.length(1);
    expect(await readingCalls(listOf('5555550188'))).to.have.length(3);
    const { items } = await rightOf(sqlStorage(engine).calls.list(APP, { from: '5555550188' }, page));
    expect(items.map(({ details }) => details.recap?.summary?.length)).to.deep.equal([100_000]);
  });

  it('searches calls that have not changed for long among those in progress only', async () => {
    const plan = await planOf(({ calls }) => calls.stale(APP, NOON, 50));
    expect(plan).to.include('SEARCH calls USING INDEX calls_status (app_id=? AND status=?)');
  });

  it('finds calls of a CRM user with the index on their Dialpad user', async () => {
    const ann = { id: nextId<MappingId>(), dialpadUserId: dialpadId(7), crmUserId: 'ann@example.com' };
    await rightOf(sqlStorage(engine).mappings.upsert(APP, [ann], NOON));
    const plan = await planOf(({ calls }) => calls.list(APP, { crmUserId: 'ann@example.com' }, PAGE));
    expect(plan).to.include('SEARCH calls USING INDEX calls_user (app_id=? AND dialpad_user_id=?)');
    expect(plan.filter((step) => step.includes('TEMP B-TREE'))).to.deep.equal([]);
  });

  it('claims with the index on pending events', async () => {
    const plan = await planOf(({ inbox }) => inbox.claim(lease(), NOON, 10));
    // The others are of what the query itself has found.
    expect(plan.filter((step) => step.startsWith('SCAN inbox'))).to.deep.equal([
      'SCAN inbox USING INDEX inbox_pending',
    ]);
  });

  it('counts the inbox without a scan of it', async () => {
    const plan = await planOf(({ inbox }) => inbox.stats);
    expect(plan).to.have.members(['SCAN inbox_counts', 'SCAN inbox USING COVERING INDEX inbox_pending']);
  });
});

describe('SQLite, to load a conversation,', () => {
  let engine: SqlEngine;
  before(async () => {
    engine = await rightOf(openSqlite(':memory:'));
    const legs = [{ n: 1 }, { n: 2, masterCallId: dialpadId(1) }, { n: 3, masterCallId: dialpadId(2) }, { n: 4 }];
    const calls = legs.map(({ n, ...seen }) => call({ dialpadCallId: dialpadId(n), ...seen }));
    await rightOf(sqlStorage(engine).aggregates.commit(commitOf({ calls })));
  });
  after(() => engine.close());

  const statementsFor = (...ids: readonly number[]) =>
    statementsOf(engine, ({ aggregates }) =>
      aggregates.load([{ appId: APP, calls: ids.map(dialpadId), voicemails: [], messages: [] }]),
    );

  it('sends one statement if the calls name no others', async () => {
    expect(await statementsFor(4)).to.have.length(1);
    expect(await statementsFor(4, 5, 6)).to.have.length(1);
  });

  it('sends another statement only for calls that the last one found', async () => {
    // First the leg itself and the call that names it, then the call that names that one, then the calls that name the last.
    expect(await statementsFor(1)).to.have.length(3);
    expect(await statementsFor(1, 2, 3)).to.have.length(1);
  });

  it('finds calls by their ids, and by the ids that they name', async () => {
    const plan = await planOn(engine, await statementsFor(4));
    expect(plan.filter(isScan)).to.deep.equal([]);
    expect(plan).to.include.members([
      'SEARCH calls USING INDEX calls_dialpad (app_id=? AND dialpad_call_id=?)',
      'SEARCH call_links USING PRIMARY KEY (app_id=? AND linked_id=?)',
    ]);
  });
});
