import { expect } from 'chai';
import Libsql from 'libsql';
import { sqliteConnection } from '../../../../src/adapters/outbound/storage/sql/sqlite-connection.js';
import { upTo } from '../../../../src/testing/storage/samples.js';

/** A connection to a database in memory, and the texts of the statements that it has prepared. */
const countingConnection = () => {
  const database = new Libsql(':memory:');
  const prepare = database.prepare.bind(database);
  const prepared: string[] = [];
  Object.assign(database, {
    prepare: (text: string) => {
      prepared.push(text);
      return prepare(text);
    },
  });
  return { ...sqliteConnection(database), prepared };
};

describe('a SQLite connection', () => {
  it('prepares a statement once', async () => {
    const { execute, prepared } = countingConnection();
    for (const n of upTo(3)) expect((await execute('select ? as n', [n])).rows).to.deep.equal([{ n }]);
    expect(prepared).to.deep.equal(['select ? as n']);
  });

  it('caches statements up to a limit, the recently used ones', async () => {
    const { execute, prepared } = countingConnection();
    const often = 'select 1';
    for (const n of upTo(600)) {
      await execute(often, []);
      await execute(`select ${n + 2}`, []);
    }
    await execute('select 2', []);
    expect(prepared.filter((text) => text === often)).to.have.length(1);
    expect(prepared.filter((text) => text === 'select 2')).to.have.length(2);
  });

  it('binds values that the driver does not accept as values that it does', async () => {
    const { execute } = countingConnection();
    const { rows } = await execute('select ? as yes, ? as no, ? as text', [true, false, 'a\u0000b\ud83d']);
    expect(rows).to.deep.equal([{ yes: 1, no: 0, text: 'a\ufffdb\ufffd' }]);
  });
});
