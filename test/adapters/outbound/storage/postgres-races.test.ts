import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import type { Kysely, Transaction } from 'kysely';
import { sql } from 'kysely';
import type { SqlEngine } from '../../../../src/adapters/outbound/storage/sql/database.js';
import { openPostgres } from '../../../../src/adapters/outbound/storage/sql/postgres.js';
import { makeSession, type SqlSession } from '../../../../src/adapters/outbound/storage/sql/sql-session.js';
import { sqlStorage } from '../../../../src/adapters/outbound/storage/sql/sql-storage.js';
import type { Tables } from '../../../../src/adapters/outbound/storage/sql/tables.js';
import { HAD_ALREADY } from '../../../../src/application/ports/inbox-journal.js';
import type { Storage } from '../../../../src/application/ports/storage.js';
import type { AppId, InboxId, KeyId } from '../../../../src/domain/ids.js';
import { rightOf, someOf } from '../../../../src/testing/storage/outcome.js';
import {
  APP,
  call,
  commitOf,
  delivery,
  dialpadId,
  eventOf,
  lease,
  message,
  NOON,
  newlyAppended,
  nthId,
  OTHER_APP,
  observedAgain,
  upTo,
  voicemail,
} from '../../../../src/testing/storage/samples.js';
import { configOf, type FreshDatabase, freshDatabase } from '../../../support/postgres.js';

const { TEST_DATABASE_URL } = process.env;

/** A transaction of another process that has not ended yet. */
interface OpenTransaction {
  readonly commit: () => Promise<void>;
  readonly rollback: () => Promise<void>;
}

/** Begins a transaction, runs some work in it and leaves it open. */
const begin = async (
  db: Kysely<Tables>,
  work: (transaction: Transaction<Tables>) => Promise<unknown>,
): Promise<OpenTransaction> => {
  const transaction = await db.startTransaction().execute();
  await work(transaction);
  return {
    commit: () => transaction.commit().execute(),
    rollback: () => transaction.rollback().execute(),
  };
};

/** Resolves once so many statements wait for a lock in this database. */
const waiting = async (db: Kysely<Tables>, statements = 1): Promise<void> => {
  for (;;) {
    const { rows } = await sql<{ readonly waiting: number }>`
      select count(*) as waiting from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
    `.execute(db);
    if ((rows[0]?.waiting ?? 0) >= statements) return;
  }
};

if (TEST_DATABASE_URL !== undefined) {
  describe('races on PostgreSQL', function () {
    this.timeout(30_000);
    let database: FreshDatabase;
    let engines: readonly SqlEngine[];
    let one: Storage;
    let two: Storage;
    let db: Kysely<Tables>;
    let lostRaces: unknown[];

    const watched = (engine: SqlEngine): SqlEngine => ({
      ...engine,
      isLostRace: (thrown) => {
        lostRaces.push(thrown);
        return engine.isLostRace(thrown);
      },
    });

    beforeEach(async () => {
      lostRaces = [];
      database = await freshDatabase(TEST_DATABASE_URL);
      const url = new URL(database.url);
      // So that a deadlock is found at once.
      url.searchParams.set('options', '-c deadlock_timeout=20ms');
      const opened = [1, 2].map(() => rightOf(openPostgres(configOf(url.href), { migrates: true })));
      engines = await Promise.all(opened);
      const [first, second] = engines as [SqlEngine, SqlEngine];
      one = sqlStorage(watched(first));
      two = sqlStorage(watched(second));
      db = second.db;
    });
    afterEach(async () => {
      await one.close();
      await two.close();
      await database.drop();
    });

    const row = (id: number, dedupeKey: string) => ({
      id: nthId<InboxId>(id),
      app_id: APP,
      named_app_id: null,
      dedupe_key: dedupeKey,
      name: null,
      payload: '{}',
      received_at: NOON,
      status: 'pending' as const,
      owner: 'other',
      available_at: NOON,
    });

    it('a transaction that is the victim of a deadlock is tried again, without an error', async () => {
      const [first, second] = engines.map((engine) => makeSession(engine)) as [SqlSession, SqlSession];
      await db
        .insertInto('streams')
        .values([APP, OTHER_APP].map((app_id) => ({ app_id, seq: 0 })))
        .execute();
      let attempts = 0;
      let both = (): void => undefined;
      const holding = new Promise<void>((resolve) => {
        both = resolve;
      });
      let held = 0;
      const move = (session: SqlSession, apps: readonly AppId[]) =>
        session.transact(async (transaction) => {
          attempts += 1;
          for (const [n, app_id] of apps.entries()) {
            await transaction
              .updateTable('streams')
              .set((eb) => ({ seq: eb('seq', '+', 1) }))
              .where('app_id', '=', app_id)
              .execute();
            held += 1;
            if (held === 2) both();
            if (n === 0) await holding;
          }
          return E.right(undefined);
        });
      await Promise.all([rightOf(move(first, [APP, OTHER_APP])), rightOf(move(second, [OTHER_APP, APP]))]);
      expect(attempts).to.equal(3);
      expect(await rightOf(one.events.newest([APP, OTHER_APP]))).to.deep.equal(
        new Map([
          [APP, 2],
          [OTHER_APP, 2],
        ]),
      );
    });

    it('commits that cross each other lose no update, leave no gap and wait for each other in order', async () => {
      const ids = upTo(40).map((n) => dialpadId(n + 1));
      const rounds = 12;
      const work = async (storage: Storage, n: number): Promise<number> => {
        let conflicts = 0;
        for (let round = 0; round < rounds; round += 1) {
          for (;;) {
            // Two thirds of the ids, different for each process, in its own order; some are new.
            const chosen = ids.filter((_, k) => (k + n + round) % 3 !== 0);
            const asked = n % 2 === 0 ? chosen : chosen.toReversed();
            const found = await rightOf(
              storage.aggregates.load([
                { appId: APP, calls: asked, voicemails: asked.map((id) => `call:${id}` as const), messages: asked },
              ]),
            );
            const calls = asked.map((id) => {
              const stored = found.calls.find(({ dialpadCallId }) => dialpadCallId === id);
              return stored === undefined
                ? call({ dialpadCallId: id })
                : observedAgain(
                    stored,
                    { recordingUrl: `https://example.com/${n}/${round}/${id}` },
                    NOON + stored.revision,
                  );
            });
            const fresh = asked.filter((id) => !found.voicemails.some(({ key }) => key === `call:${id}`));
            const outcome = await storage.aggregates.commit(
              commitOf({
                calls,
                voicemails: fresh.map((id) => voicemail({ keys: [`call:${id}`] })),
                messages: fresh
                  .filter((id) => !found.messages.some(({ dialpadMessageId }) => dialpadMessageId === id))
                  .map((id) => message({ dialpadMessageId: id })),
                events: calls.map((one) => eventOf(one)),
              }),
            )();
            if (E.isRight(outcome)) break;
            expect(outcome.left._tag).to.equal('Conflict');
            conflicts += 1;
          }
        }
        return conflicts;
      };
      await Promise.all([one, two, one, two].map(work));

      const loaded = await rightOf(one.aggregates.load([{ appId: APP, calls: ids, voicemails: [], messages: [] }]));
      const numbers: number[] = [];
      for (;;) {
        const page = await rightOf(two.events.read(APP, numbers.length, 500));
        if (page.length === 0) break;
        numbers.push(...page.map(({ seq }) => seq));
      }
      expect(numbers).to.deep.equal(upTo(numbers.length).map((n) => n + 1));
      const revisions = loaded.calls.reduce((sum, { revision }) => sum + revision, 0);
      expect(revisions, 'one event for each revision').to.equal(numbers.length);
      expect(lostRaces, 'deadlocks').to.deep.equal([]);
    });

    describe('a delivery that another process is storing at this moment', () => {
      it('is answered with the event of the process that commits first', async () => {
        const other = await begin(db, (transaction) =>
          transaction.insertInto('inbox').values(row(7, 'same')).execute(),
        );
        const pending = rightOf(
          one.inbox.append([delivery({ dedupeKey: 'a' }), delivery({ dedupeKey: 'same' })], lease()),
        );
        await waiting(db);
        await other.commit();
        expect((await pending).map(({ id, duplicate }) => [id === nthId(7), duplicate])).to.deep.equal([
          [false, false],
          [true, true],
        ]);
      });

      it('is stored if the other process rolls back', async () => {
        const own = delivery({ dedupeKey: 'same' });
        const other = await begin(db, (transaction) =>
          transaction.insertInto('inbox').values(row(7, 'same')).execute(),
        );
        const pending = rightOf(one.inbox.append([own], lease()));
        await waiting(db);
        await other.rollback();
        expect(await pending).to.deep.equal([newlyAppended(own)]);
      });

      it('is stored if the event that it repeats is pruned meanwhile', async () => {
        await rightOf(two.inbox.append([delivery({ id: nthId(7), dedupeKey: 'same' })], lease()));
        const other = await begin(db, (transaction) =>
          transaction.deleteFrom('inbox').where('id', '=', nthId<InboxId>(7)).execute(),
        );
        const own = delivery({ dedupeKey: 'same' });
        const pending = rightOf(one.inbox.append([own], lease()));
        await waiting(db);
        await other.commit();
        expect(await pending).to.deep.equal([newlyAppended(own)]);
        expect(await someOf(one.journal.find(own.id))).to.include({ id: own.id });
      });

      it('makes an unrouted event that is assigned to the same app a duplicate', async () => {
        const unrouted = delivery({ appId: null, dedupeKey: 'same' });
        await rightOf(one.inbox.append([unrouted], lease()));
        const other = await begin(db, (transaction) =>
          transaction.insertInto('inbox').values(row(7, 'same')).execute(),
        );
        const pending = rightOf(one.journal.assign(unrouted.id, APP, NOON));
        await waiting(db);
        await other.commit();
        expect(await pending).to.equal('duplicate');
        expect(await someOf(one.journal.find(unrouted.id))).to.include({ status: 'ignored', reason: HAD_ALREADY });
      });
    });

    it('an unrouted event is assigned once, although two operators ask for it', async () => {
      const unrouted = delivery({ appId: null });
      await rightOf(one.inbox.append([unrouted], lease()));
      const answers = await Promise.all(
        upTo(6).map((n) => rightOf((n % 2 === 0 ? one : two).journal.assign(unrouted.id, APP, NOON))),
      );
      expect(answers.filter((answer) => answer === 'assigned')).to.have.length(1);
      expect(answers.filter((answer) => answer === 'gone')).to.have.length(5);
    });

    it('an event that is replayed at this moment is not pruned', async () => {
      const [old, older] = [delivery({ receivedAt: NOON - 1 }), delivery({ receivedAt: NOON - 2 })];
      await rightOf(one.inbox.append([old, older], lease()));
      const settled = [old, older].map(({ id }) => ({ id, status: 'processed', reason: null }) as const);
      await rightOf(one.aggregates.commit(commitOf({ settled })));
      const operator = await begin(db, (transaction) =>
        transaction
          .updateTable('inbox')
          .set({ status: 'pending', replayed: true, available_at: NOON })
          .where('id', '=', older.id)
          .execute(),
      );
      expect(await rightOf(one.journal.prune(NOON, 10))).to.equal(1);
      await operator.commit();
      expect(await rightOf(one.journal.prune(NOON, 10))).to.equal(0);
      expect((await rightOf(two.inbox.claim(lease(), NOON, 10))).map(({ id }) => id)).to.deep.equal([older.id]);
    });

    it('events that another process is leasing at this moment are skipped, not waited for', async () => {
      await rightOf(
        one.inbox.append(
          upTo(3).map((n) => delivery({ id: nthId(n + 1) })),
          lease({ until: NOON }),
        ),
      );
      const other = await begin(db, (transaction) =>
        transaction
          .updateTable('inbox')
          .set({ owner: 'other', available_at: NOON + 60_000 })
          .where('id', '=', nthId<InboxId>(1))
          .execute(),
      );
      const claimed = await rightOf(one.inbox.claim(lease(), NOON, 2));
      expect(claimed.map(({ id }) => id)).to.deep.equal([nthId(2), nthId(3)]);
      await other.commit();
      expect(await rightOf(one.inbox.claim(lease(), NOON, 2))).to.deep.equal([]);
    });

    it('two processes save the last use of keys in either order', async () => {
      const uses = upTo(50).map((n) => [nthId<KeyId>(n + 1), NOON + n] as const);
      for (const _ of upTo(10)) {
        await Promise.all([
          rightOf(one.apiKeys.touch(new Map(uses))),
          rightOf(two.apiKeys.touch(new Map(uses.toReversed()))),
        ]);
      }
    });

    it('the counts of the inbox stay exact while several processes work, and their rows are merged now and then', async () => {
      const work = async (storage: Storage, n: number): Promise<void> => {
        const owner = `process ${n}`;
        for (const round of upTo(60)) {
          const deliveries = upTo(3).map(() => delivery({ appId: round % 10 === 0 ? null : APP }));
          await rightOf(storage.inbox.append(deliveries, lease({ owner })));
          const [first] = deliveries;
          if (first === undefined || first.appId === null) continue;
          const status = round % 3 === 0 ? 'failed' : 'processed';
          await rightOf(
            storage.aggregates.commit(commitOf({ owner, settled: [{ id: first.id, status, reason: null }] })),
          );
        }
        await rightOf(storage.journal.prune(NOON + 1, 20));
      };
      await Promise.all([one, two, one, two].map(work));
      const areExact = async (): Promise<void> => {
        const { rows } = await sql<{ readonly status: string; readonly count: number }>`
          select status, count(*) as count from inbox group by status
        `.execute(db);
        const { counts } = await rightOf(two.inbox.stats);
        expect(counts).to.deep.include(Object.fromEntries(rows.map(({ status, count }) => [status, count])));
      };
      await areExact();

      // A write merges the rows with a chance of one in a hundred.
      const lines = async (): Promise<number> => (await db.selectFrom('inbox_counts').selectAll().execute()).length;
      let before = await lines();
      for (let now = before; now >= before; now = await lines()) {
        before = now;
        await rightOf(one.inbox.append([delivery()], lease()));
      }
      await areExact();
      await sql`truncate inbox`.execute(db);
      expect((await rightOf(two.inbox.stats)).counts).to.deep.equal({
        pending: 0,
        processed: 0,
        ignored: 0,
        failed: 0,
        unrouted: 0,
      });
    });
  });
}
