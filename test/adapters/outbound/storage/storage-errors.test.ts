import { expect } from 'chai';
import Libsql from 'libsql';
import { MongoNetworkError, MongoServerError, MongoServerSelectionError } from 'mongodb';
import pg from 'pg';
import { explainMongo } from '../../../../src/adapters/outbound/storage/mongodb/mongo-errors.js';
import { endsConnection, explainPostgres } from '../../../../src/adapters/outbound/storage/sql/postgres-errors.js';
import { explainSqlite } from '../../../../src/adapters/outbound/storage/sql/sqlite-errors.js';

const ofPostgres = (code: string): Error => Object.assign(new pg.DatabaseError('no', 2, 'error'), { code });
const ofMongo = (code: number, ...errorLabels: string[]): Error =>
  new MongoServerError({ message: 'no', code, errorLabels });
const ofFerret = (message: string): Error =>
  new MongoServerError({ message: `[msg_find.go:344 x] ${message}`, code: 1 });
const ofSqlite = (rawCode: number): Error => new Libsql.SqliteError('no', 'SQLITE', rawCode);

describe('what a driver throws', () => {
  const outages: Readonly<Record<string, string>> = {
    'PostgreSQL that is read-only': explainPostgres(ofPostgres('25006'))._tag,
    'PostgreSQL that shuts down': explainPostgres(ofPostgres('57P01'))._tag,
    'PostgreSQL with a full disk': explainPostgres(ofPostgres('53100'))._tag,
    'MongoDB whose primary steps down': explainMongo(ofMongo(189))._tag,
    'MongoDB that shuts down': explainMongo(ofMongo(11600))._tag,
    'MongoDB without a majority': explainMongo(ofMongo(64))._tag,
    'MongoDB that takes too long': explainMongo(ofMongo(50))._tag,
    'MongoDB, of any code, where it says that it passes': explainMongo(ofMongo(77777, 'RetryableWriteError'))._tag,
    'FerretDB whose database is out of reach': explainMongo(ofFerret('failed to connect to `user=x`:'))._tag,
    'FerretDB whose database shuts down': explainMongo(ofFerret('FATAL: no (SQLSTATE 57P01)'))._tag,
    'MongoDB out of reach': explainMongo(new MongoNetworkError('no'))._tag,
    'MongoDB without a primary': explainMongo(new MongoServerSelectionError('no', {} as never))._tag,
    'SQLite with a full disk': explainSqlite(ofSqlite(13))._tag,
    'SQLite that cannot write, of an extended code': explainSqlite(ofSqlite(10 | (3 << 8)))._tag,
    'SQLite that is read-only': explainSqlite(ofSqlite(8))._tag,
  };
  for (const [of, tag] of Object.entries(outages)) {
    it(`is an outage of ${of}`, () => expect(tag).to.equal('StorageUnavailable'));
  }

  const refusals: Readonly<Record<string, string>> = {
    'a row that is too large for an index of PostgreSQL': explainPostgres(ofPostgres('54000'))._tag,
    'a text that PostgreSQL cannot hold': explainPostgres(ofPostgres('22P05'))._tag,
    'a code of PostgreSQL that nobody knows': explainPostgres(ofPostgres('XX000'))._tag,
    'a key that is too long for an index of MongoDB': explainMongo(ofMongo(17280))._tag,
    'a document that is too large for MongoDB': explainMongo(ofMongo(10334))._tag,
    'a code of MongoDB that nobody knows': explainMongo(ofMongo(77777))._tag,
    'an internal error of MongoDB': explainMongo(ofMongo(1))._tag,
    'what the database below FerretDB refuses': explainMongo(ofFerret('ERROR: too long (SQLSTATE 54000)'))._tag,
    'a value that is too large for SQLite': explainSqlite(ofSqlite(18))._tag,
    'a code of SQLite that nobody knows': explainSqlite(ofSqlite(99))._tag,
  };
  for (const [of, tag] of Object.entries(refusals)) {
    it(`is a refusal of one statement for ${of}`, () => expect(tag).to.equal('StorageFault'));
  }

  it('ends a connection of PostgreSQL unless it is a refusal of one statement', () => {
    const ends = ['25006', '57P01', '08006', '53200', 'XX000', '25P03', '0A000'].map(ofPostgres);
    const keeps = ['54000', '22P05', '23505', '40001', '42501', '57014', '55P03'].map(ofPostgres);
    expect([...ends, new Error('Query read timeout')].map(endsConnection)).to.not.include(false);
    expect(keeps.map(endsConnection)).to.not.include(true);
  });
});
