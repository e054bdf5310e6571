import { expect } from 'chai';
import { parse } from 'dotenv';
import * as E from 'fp-ts/lib/Either.js';
import { readStorage } from '../../../src/adapters/config/storage-config.js';
import type { Environment } from '../../../src/adapters/config/variable.js';
import type { StorageConfig } from '../../../src/adapters/outbound/storage/storage-config.js';

/** The database variables of the integration guide. */
const guide = parse(`
# Database (PostgreSQL)
DB_HOST=localhost
DB_PORT=5432
DB_USER=postgres
DB_PASSWORD=your_password
DB_NAME=CTI
DB_MAX_CLIENTS=10
NODE_ENV=sandbox  # Use 'production' for live Dialpad account
`);

const storage = (environment: Environment, production = false): StorageConfig => {
  const read = readStorage(environment, production);
  if (E.isLeft(read)) throw new Error(JSON.stringify(read.left));
  return read.right;
};

const faults = (environment: Environment, production = false, read = readStorage): readonly string[] => {
  const answer = read(environment, production);
  if (E.isRight(answer)) throw new Error('nothing was wrong');
  return answer.left.map(({ variable, reason }) => (reason === null ? variable : `${variable}: ${reason}`));
};

describe('the storage', () => {
  it('compares numbers without a country code as those of DEFAULT_COUNTRY', () => {
    expect(storage({ DEFAULT_COUNTRY: 'gb' })).to.deep.include({ engine: 'sqlite', defaultCountry: 'GB' });
    expect(storage({ STORAGE: 'mongodb', MONGODB_URI: 'mongodb://db', DEFAULT_COUNTRY: 'DE' }).defaultCountry).to.equal(
      'DE',
    );
    expect(faults({ DEFAULT_COUNTRY: 'UK', STORAGE: 'oracle' })).to.have.length(2);
  });

  it('is embedded by default', () => {
    expect(storage({ DATA_DIR: '/var/lib/cti' })).to.deep.equal({ engine: 'sqlite', file: '/var/lib/cti/cti.db' });
    expect(storage({}, true).engine).to.equal('sqlite');
  });

  it('is implied by the variables of a database; MongoDB’s take precedence over PostgreSQL’s', () => {
    const DATABASE_URL = 'postgresql://cti@db/cti';
    const MONGODB_URI = 'mongodb://a:1,b:2/?replicaSet=rs';
    expect(storage({ DB_HOST: 'db' }).engine).to.equal('postgres');
    expect(storage({ DATABASE_URL }).engine).to.equal('postgres');
    expect(storage({ DATABASE_URL, MONGODB_URI })).to.deep.equal({
      engine: 'mongodb',
      uri: MONGODB_URI,
      database: 'cti',
    });
    expect(storage({ MONGODB_URI: ' ', DB_HOST: '' }).engine).to.equal('sqlite');
  });

  it('is the one that STORAGE names, whatever else is set', () => {
    expect(storage({ STORAGE: 'memory', DB_HOST: 'db' })).to.deep.equal({ engine: 'memory' });
    expect(storage({ STORAGE: 'SQLite', MONGODB_URI: 'mongodb://db' }).engine).to.equal('sqlite');
    expect(faults({ STORAGE: 'oracle' })).to.deep.equal(['STORAGE: must be one of sqlite, postgres, mongodb, memory']);
  });

  it('refuses an example password in production', () => {
    const withPassword = (DB_PASSWORD: string) => ({ ...guide, DB_PASSWORD });
    for (const password of ['your_password', 'YOUR-db-password', '<password>', 'changeme', 'change_me_now']) {
      expect(faults(withPassword(password), true), password).to.deep.equal([
        'DB_PASSWORD: is an example value that everybody knows: make one of your own',
      ]);
      expect(storage(withPassword(password)).engine).to.equal('postgres');
    }
    expect(storage(withPassword('correct horse'), true).engine).to.equal('postgres');
  });

  it('takes PostgreSQL’s variables from the guide', () => {
    expect(storage(guide)).to.deep.equal({
      engine: 'postgres',
      server: { host: 'localhost', port: 5432, user: 'postgres', password: 'your_password', database: 'CTI' },
      ssl: false,
      maxClients: 10,
    });
  });

  it('uses DATABASE_URL where it is set, and then needs no other variables', () => {
    const DATABASE_URL = 'postgres://cti:p%40ss@db/cti';
    expect(storage({ DATABASE_URL, DB_HOST: 'other', DB_SSL: 'true', DB_MAX_CLIENTS: '3' }, true)).to.deep.equal({
      engine: 'postgres',
      server: { url: DATABASE_URL },
      ssl: true,
      maxClients: 3,
    });
  });

  it('needs all of PostgreSQL’s variables in production, and none outside', () => {
    expect(faults({ STORAGE: 'postgres', DB_PORT: '0' }, true)).to.deep.equal([
      'DB_HOST',
      'DB_PORT: must be a whole number from 1 to 65535',
      'DB_USER',
      'DB_PASSWORD',
      'DB_NAME',
    ]);
    expect(storage({ STORAGE: 'postgres' })).to.deep.include({
      server: { host: 'localhost', port: 5432, user: 'postgres', password: null, database: 'CTI' },
    });
  });

  it('needs an address for MongoDB in every environment', () => {
    expect(faults({ STORAGE: 'mongodb' })).to.deep.equal(['MONGODB_URI']);
    expect(faults({ MONGODB_URI: 'db:27017' })).to.deep.equal([
      'MONGODB_URI: must begin with mongodb:// or mongodb+srv://',
    ]);
  });
});
