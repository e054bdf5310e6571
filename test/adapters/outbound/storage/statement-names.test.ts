import { expect } from 'chai';
import { makeStatementNames } from '../../../../src/adapters/outbound/storage/sql/statement-names.js';

/** The names that are given to a statement which is sent `times` times. */
const namesOf = (statement: string, times: number, nameOf = makeStatementNames()) =>
  Array.from({ length: times }, () => nameOf(statement));

describe('The name of a statement', () => {
  it('is given to what comes again and again, and stays the same', () => {
    const nameOf = makeStatementNames();
    const names = namesOf('select "id" from "calls"', 10, nameOf);
    expect(names[0]).to.equal(undefined);
    expect(names[9]).to.be.a('string').and.equal(names[8]);
    expect(namesOf('insert into "calls" ("id") values ($1)', 10, nameOf)[9]).to.not.equal(names[9]);
  });

  it('is given to nothing that may come to return other columns, to no list of values, and to no command', () => {
    const long = `insert into "calls" values (${Array(1_000).fill('$1').join(', ')})`;
    for (const statement of ['select * from "calls"', long, 'begin', 'commit']) {
      expect(namesOf(statement, 10), statement).to.deep.equal(Array(10).fill(undefined));
    }
  });

  it('is given to so many queries only', () => {
    const nameOf = makeStatementNames();
    const named = Array.from({ length: 1_000 }, (_, n) => namesOf(`select ${n}`, 5, nameOf)[4]);
    expect(new Set(named.filter((name) => name !== undefined)).size).to.equal(200);
    expect(named[0]).to.be.a('string');
  });
});
