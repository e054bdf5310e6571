import { expect } from 'chai';
import type { SqlEngine } from '../../../src/adapters/storage/sql/database.js';
import { openSqlite } from '../../../src/adapters/storage/sql/sqlite.js';
import { rightOf } from '../../../src/testing/storage/outcome.js';
import { APP, lease, NOON } from '../../../src/testing/storage/samples.js';
import { explained, filters, lists, PAGE, type Request, statementsOf } from './api-requests.js';

describe('SQLite query plans', () => {
  let engine: SqlEngine;
  before(async () => {
    engine = await rightOf(openSqlite(':memory:'));
  });
  after(() => engine.close());

  /** The steps by which SQLite carries out every statement of a request. */
  const planOf = async (request: Request): Promise<readonly string[]> => {
    const statements = await statementsOf(engine, request);
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

  for (const [name, request] of Object.entries(lists)) {
    it(`reads ${name} without going through a whole table`, async () => {
      const scans = (await planOf(request)).filter((step) => step.startsWith('SCAN'));
      expect(scans).to.deep.equal([]);
    });
  }

  for (const [name, filter] of Object.entries(filters)) {
    it(`finds calls by ${name} in their order, without sorting`, async () => {
      const plan = await planOf(({ calls }) => calls.list(APP, filter, PAGE));
      expect(plan.filter((step) => step.includes('TEMP B-TREE'))).to.deep.equal([]);
    });
  }

  it('finds calls in progress without passing over those that are over', async () => {
    const plan = await planOf(({ calls }) => calls.list(APP, { statuses: ['ringing', 'active'] }, PAGE));
    expect(plan).to.include('SEARCH calls USING INDEX calls_status (app_id=? AND status=?)');
    expect(plan).to.include('SEARCH calls USING COVERING INDEX calls_status (app_id=? AND status=?)');
  });

  it('finds calls without news among those in progress alone', async () => {
    const plan = await planOf(({ calls }) => calls.stale(APP, NOON, 50));
    expect(plan).to.include('SEARCH calls USING INDEX calls_status (app_id=? AND status=?)');
  });

  it('finds calls of a CRM user without passing over those of others', async () => {
    const plan = await planOf(({ calls }) => calls.list(APP, { crmUserId: 'ann@example.com' }, PAGE));
    expect(plan).to.include('SEARCH calls USING INDEX calls_user (app_id=? AND dialpad_user_id=?)');
  });

  it('claims from the pending events alone', async () => {
    const plan = await planOf(({ inbox }) => inbox.claim(lease(), NOON, 10));
    expect(plan.filter((step) => step.includes('SCAN'))).to.deep.equal([
      'SCAN inbox USING COVERING INDEX inbox_pending',
    ]);
  });

  it('counts the inbox without going through it', async () => {
    const plan = await planOf(({ inbox }) => inbox.stats);
    expect(plan).to.have.members(['SCAN inbox_counts', 'SCAN inbox USING COVERING INDEX inbox_pending']);
  });
});
