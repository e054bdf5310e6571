import { expect } from 'chai';
import Libsql from 'libsql';
import { sqliteStatements } from '../../../../src/adapters/outbound/storage/sql/sqlite-statements.js';
import { upTo } from '../../../../src/testing/storage/samples.js';

/** A database in memory, and the texts of the statements that it has prepared. */
const countingDatabase = () => {
  const database = new Libsql(':memory:');
  const prepare = database.prepare.bind(database);
  const prepared: string[] = [];
  Object.assign(database, {
    prepare: (text: string) => {
      prepared.push(text);
      return prepare(text);
    },
  });
  return { statements: sqliteStatements(database), prepared };
};

describe('SQLite statements', () => {
  it('are prepared once', () => {
    const { statements, prepared } = countingDatabase();
    const answers = upTo(3).map((n) => statements.prepare('select ? as n').all([n]));
    expect(answers).to.deep.equal([[{ n: 0 }], [{ n: 1 }], [{ n: 2 }]]);
    expect(prepared).to.deep.equal(['select ? as n']);
  });

  it('are cached up to a limit, the recently used ones', () => {
    const { statements, prepared } = countingDatabase();
    const often = 'select 1';
    for (const n of upTo(600)) {
      statements.prepare(often);
      statements.prepare(`select ${n + 2}`);
    }
    statements.prepare('select 2');
    expect(prepared.filter((text) => text === often)).to.have.length(1);
    expect(prepared.filter((text) => text === 'select 2')).to.have.length(2);
  });

  it('bind values that the driver does not accept as values that it does', () => {
    const { statements } = countingDatabase();
    const row = statements.prepare('select ? as yes, ? as no, ? as text').all([true, false, 'a\u0000b\ud83d']);
    expect(row).to.deep.equal([{ yes: 1, no: 0, text: 'a\ufffdb\ufffd' }]);
  });

  it('accept a rollback if no transaction is open', () => {
    const { statements } = countingDatabase();
    expect(statements.prepare('rollback').run([]).changes).to.equal(0);
    statements.prepare('begin').run([]);
    statements.prepare('rollback').run([]);
    statements.prepare('begin').run([]);
    statements.prepare('commit').run([]);
  });
});
