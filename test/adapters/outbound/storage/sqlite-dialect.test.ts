import { expect } from 'chai';
import { Kysely, sql } from 'kysely';
import type { SqliteConnection } from '../../../../src/adapters/outbound/storage/sql/sqlite-connection.js';
import { sqliteDialect } from '../../../../src/adapters/outbound/storage/sql/sqlite-dialect.js';

/** Connections that note what they are asked, and a commit that lasts until it is let go. */
const setUp = () => {
  const log: string[] = [];
  let letGo = (): void => undefined;
  let isHeld = false;
  const connection = (name: string): SqliteConnection => ({
    execute: async (text) => {
      log.push(`${name}: ${text}`);
      if (text.includes('broken')) throw new Error('broken');
      return { rows: [] };
    },
    commit: async () => {
      log.push(`${name}: commit`);
      if (isHeld) await new Promise<void>((resolve) => (letGo = resolve));
    },
    inTransaction: () => true,
    close: () => log.push(`${name}: close`),
  });
  const db = new Kysely<unknown>({
    dialect: sqliteDialect({ writer: connection('writer'), reader: connection('reader') }),
  });
  const run = (text: string) => sql.raw(text).execute(db);
  const hold = () => {
    isHeld = true;
  };
  return { db, log, run, hold, letGo: () => letGo() };
};

describe('the SQLite dialect', () => {
  it('reads on one connection and writes on the other, always in a transaction', async () => {
    const { db, log, run } = setUp();
    await run('select 1');
    await run('with x as (select 1) update t set a = 1 returning a');
    await db.transaction().execute((transaction) => sql.raw('select 2').execute(transaction));
    const alone = ['begin immediate', 'with x as (select 1) update t set a = 1 returning a', 'commit'];
    expect(log).to.deep.equal([
      'reader: select 1',
      ...alone.map((text) => `writer: ${text}`),
      ...['begin immediate', 'select 2', 'commit'].map((text) => `writer: ${text}`),
    ]);
  });

  it('reads while a commit is under way, and writes after it', async () => {
    const { log, run, hold, letGo } = setUp();
    hold();
    const first = run('delete from one');
    const second = run('delete from two');
    while (log.at(-1) !== 'writer: commit') await new Promise(setImmediate);
    await run('select 1');
    expect(log).to.deep.equal([
      'writer: begin immediate',
      'writer: delete from one',
      'writer: commit',
      'reader: select 1',
    ]);
    letGo();
    await first;
    while (log.length < 7) await new Promise(setImmediate);
    letGo();
    await second;
    expect(log.slice(4)).to.deep.equal(['writer: begin immediate', 'writer: delete from two', 'writer: commit']);
  });

  it('rolls back a statement that fails, and lets the next one write', async () => {
    const { db, log, run } = setUp();
    expect(await run('delete from broken').catch(({ message }) => message)).to.equal('broken');
    const failed = db.transaction().execute((transaction) => sql.raw('update broken').execute(transaction));
    expect(await failed.catch(({ message }) => message)).to.equal('broken');
    await run('delete from one');
    expect(log.filter((line) => line.endsWith('rollback'))).to.have.length(2);
    expect(log.at(-1)).to.equal('writer: commit');
  });

  it('closes both connections once what writes has ended', async () => {
    const { db, log, run, hold, letGo } = setUp();
    hold();
    const writing = run('delete from one');
    while (log.at(-1) !== 'writer: commit') await new Promise(setImmediate);
    const closing = db.destroy();
    letGo();
    await Promise.all([writing, closing]);
    expect(log.slice(-2)).to.deep.equal(['writer: close', 'reader: close']);
  });
});
