import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { MongoClient } from 'mongodb';
import pg from 'pg';
import { type EmptyStorage, ENGINE, emptyStorage } from '../support/engines.js';
import { killAll, runToEnd, startProcess } from './server-process.js';

/** A port on which no server listens. */
const NOBODY = '127.0.0.1:9';

describe(`a server whose storage (${ENGINE}) cannot be used`, function () {
  this.timeout(30_000);
  let folder: string;
  let storage: EmptyStorage;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cti-refused-'));
    storage = await emptyStorage();
  });
  afterEach(async () => {
    killAll();
    await storage.drop();
    await rm(folder, { recursive: true, force: true });
  });

  /** The only line that the server prints. */
  const refusal = async (changes: Readonly<Record<string, string>>): Promise<string> => {
    const { code, stderr } = await runToEnd({ ...storage.env, ...changes }, folder);
    expect(code).to.equal(1);
    expect(stderr.trim().split('\n')).to.have.length(1);
    return stderr.trim();
  };

  /** Starts a server once, so that the schema exists. */
  const prepared = async (): Promise<void> => {
    await (await startProcess(storage.env, folder)).end('SIGTERM');
  };

  if (ENGINE === 'postgres') {
    const { TEST_DATABASE_URL = '' } = process.env;

    const withUrl = (change: (url: URL) => void): Readonly<Record<string, string>> => {
      const url = new URL(storage.env.DATABASE_URL ?? '');
      change(url);
      return { DATABASE_URL: url.href };
    };

    const query = async (statement: string): Promise<void> => {
      const client = new pg.Client(storage.env.DATABASE_URL);
      await client.connect();
      await client.query(statement).finally(() => client.end());
    };

    // A database without a password refuses nobody.
    if (new URL(TEST_DATABASE_URL).password !== '') {
      it('says that the password is wrong, without the password', async () => {
        const line = await refusal(withUrl((url) => Object.assign(url, { password: 'not-the-password' })));
        expect(line).to.match(
          /^cannot use PostgreSQL at .+password authentication failed.+check DB_USER and DB_PASSWORD/,
        );
        expect(line).to.not.contain('not-the-password');
      });
    }

    it('says that the database is missing', async () => {
      const line = await refusal(withUrl((url) => Object.assign(url, { pathname: '/no_such_database' })));
      expect(line).to.match(/database "no_such_database" does not exist.+create the database/);
    });

    it('says that no server answers', async () => {
      const line = await refusal(withUrl((url) => Object.assign(url, { host: NOBODY })));
      expect(line).to.match(/^cannot use PostgreSQL at 127\.0\.0\.1:9.+ECONNREFUSED.+start the server/);
    });

    it('says which part of the schema exists without a record of its migration', async () => {
      await query('create table apps (id text)');
      expect(await refusal({})).to.match(/the migration 002_production_hardening is half applied: apps is there/);
    });

    it('says which migration is missing if it must not migrate by itself, and changes nothing', async () => {
      expect(await refusal({ DB_AUTO_MIGRATE: 'false' })).to.match(/lacks 001_webhook_processing: run npm run migrate/);
      expect(await refusal({ DB_AUTO_MIGRATE: 'false' })).to.match(/lacks 001_webhook_processing/);
    });

    it('says that the schema is of a newer version', async () => {
      await prepared();
      await query(`insert into schema_migrations (name) values ('999_from_the_future')`);
      expect(await refusal({})).to.match(/belongs to a newer version.+999_from_the_future/);
    });
  }

  if (ENGINE === 'mongodb') {
    it('says that no server answers', async () => {
      const line = await refusal({ MONGODB_URI: `mongodb://someone:the-password@${NOBODY}/?authSource=admin` });
      expect(line).to.match(/^cannot use MongoDB at 127\.0\.0\.1:9/);
      expect(line).to.not.contain('the-password');
    });

    it('says that the schema is of a newer version', async () => {
      await prepared();
      const client = new MongoClient(storage.env.MONGODB_URI ?? '');
      const meta = client.db(storage.env.MONGODB_DB).collection<{ _id: string; version: number }>('meta');
      await meta.updateOne({ _id: 'schema' }, { $set: { version: 999 } }, { upsert: true });
      await client.close();
      expect(await refusal({})).to.match(/belongs to a newer version/);
    });

    it('says which indexes are missing if it must not create them by itself', async () => {
      expect(await refusal({ DB_AUTO_MIGRATE: 'false' })).to.match(/run npm run migrate/);
    });
  }

  if (ENGINE === 'sqlite') {
    it('says that the folder cannot be created', async () => {
      expect(await refusal({ DATA_DIR: '/dev/null/cti' })).to.contain('/dev/null/cti');
    });
  }
});
