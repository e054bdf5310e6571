import { expect } from 'chai';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { CompiledQuery, type KyselyPlugin } from 'kysely';
import type { SqlEngine } from '../../../src/adapters/storage/sql/database.js';
import { sqlStorage } from '../../../src/adapters/storage/sql/sql-storage.js';
import { openSqlite } from '../../../src/adapters/storage/sql/sqlite.js';
import type { Storage } from '../../../src/application/ports/storage.js';
import { rightOf } from '../../../src/testing/storage/outcome.js';
import { APP, dialpadId, LARGEST_ID, lease, NOON, nextId } from '../../../src/testing/storage/samples.js';

/** Past the end of an empty list, so that the total is counted as well. */
const PAGE = { limit: 50, offset: 1 };

describe('SQLite query plans', () => {
  let engine: SqlEngine;
  before(async () => {
    engine = await rightOf(openSqlite(':memory:'));
  });
  after(() => engine.close());

  /** The steps by which SQLite carries out every statement of a request. */
  const planOf = async (request: (storage: Storage) => TaskEither<unknown, unknown>): Promise<readonly string[]> => {
    const statements: CompiledQuery[] = [];
    const executor = engine.db.getExecutor();
    const recorder: KyselyPlugin = {
      transformQuery: ({ node, queryId }) => {
        statements.push(executor.compileQuery(node, queryId));
        return node;
      },
      transformResult: async ({ result }) => result,
    };
    await rightOf(request(sqlStorage({ ...engine, db: engine.db.withPlugin(recorder) })));
    expect(statements).to.not.have.length(0);

    const steps: string[] = [];
    for (const { sql, parameters } of statements) {
      const explained = CompiledQuery.raw(`explain query plan ${sql}`, [...parameters]);
      const { rows } = await engine.db.executeQuery<{ readonly detail: string }>(explained);
      steps.push(...rows.map(({ detail }) => detail));
    }
    return steps;
  };

  const filters = {
    'no filter': {},
    'one number': { from: '5555550123' },
    'the other number': { to: '5555550123' },
    'Dialpad user': { dialpadUserId: LARGEST_ID },
  };
  const lists: Readonly<Record<string, (storage: Storage) => TaskEither<unknown, unknown>>> = {
    'calls by status': ({ calls }) => calls.list(APP, { statuses: ['ringing', 'active'] }, PAGE),
    'calls by direction': ({ calls }) => calls.list(APP, { direction: 'inbound' }, PAGE),
    'calls by CRM user': ({ calls }) => calls.list(APP, { crmUserId: 'ann@example.com' }, PAGE),
    'calls by time': ({ calls }) => calls.list(APP, { startedAfter: NOON, startedBefore: NOON + 1 }, PAGE),
    'messages by direction': ({ messages }) => messages.list(APP, { direction: 'inbound' }, PAGE),
    ...Object.fromEntries(
      Object.entries(filters).flatMap(([name, filter]) => [
        [`calls by ${name}`, ({ calls }: Storage) => calls.list(APP, filter, PAGE)],
        [`messages by ${name}`, ({ messages }: Storage) => messages.list(APP, filter, PAGE)],
        [`voicemails by ${name}`, ({ voicemails }: Storage) => voicemails.list(APP, filter, PAGE)],
      ]),
    ),
    mappings: ({ mappings }) => mappings.list(APP, PAGE),
    'a CRM user': ({ mappings }) => mappings.findByCrmUser(APP, 'ann@example.com'),
    'an audit': ({ apiKeys }) => apiKeys.audit(APP, PAGE, 'newest-first'),
    events: ({ events }) => events.read(APP, 5, 10),
    'a call': ({ calls }) => calls.find(APP, nextId()),
    'a key': ({ apiKeys }) => apiKeys.findByHash('hash'),
    organisations: ({ apps }) => apps.findByOrganization([dialpadId(1), dialpadId(2)]),
    aggregates: ({ aggregates }) =>
      aggregates.load([
        {
          appId: APP,
          calls: [dialpadId(1), dialpadId(2)],
          voicemails: [`call:${dialpadId(1)}`],
          messages: [dialpadId(1)],
        },
      ]),
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
