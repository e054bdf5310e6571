import { spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { postgres } from '../../../../src/adapters/outbound/storage/sql/postgres.js';
import { complaintAbout } from '../../../../src/adapters/outbound/storage/sql/postgres-server.js';
import type { PostgresConfig } from '../../../../src/adapters/outbound/storage/storage-config.js';
import { leftOf, rightOf } from '../../../../src/testing/storage/outcome.js';
import { APP } from '../../../../src/testing/storage/samples.js';
import { configOf, type FreshDatabase, freshDatabase, onServer } from '../../../support/postgres.js';

const { TEST_DATABASE_URL } = process.env;

const FOLDER = new URL('../../../../migrations/', import.meta.url);
const MIGRATIONS = [
  '001_webhook_processing',
  '002_production_hardening',
  '003_calls_api_indexes',
  '004_voicemail_and_user_mappings',
  '005_dialpad_connection',
  '006_conversations',
  '007_voicemail_keys',
  '008_phone_countries',
  '009_crm_user_keys',
  '010_audit',
  '011_inbox_order',
  '012_call_counts',
  '014_tickets',
  '017_contacts',
  '018_of_a_call',
];

/** Applies a migration as the guide does: `psql … < file`. Answers with what it prints. */
const byHand = async (url: string, name: string): Promise<string> => {
  const psql = spawn('psql', ['--no-psqlrc', url], { stdio: ['pipe', 'pipe', 'pipe'] });
  createReadStream(fileURLToPath(new URL(`${name}.sql`, FOLDER))).pipe(psql.stdin);
  const [out, err] = await Promise.all([text(psql.stdout), text(psql.stderr)]);
  return out + err;
};

/** What a server says before it hangs up: an error, as the protocol writes it. */
const refusal = (code: string, message: string): Buffer => {
  const fields = Buffer.from(`SFATAL\0VFATAL\0C${code}\0M${message}\0\0`);
  const head = Buffer.from('E\0\0\0\0');
  head.writeInt32BE(fields.length + 4, 1);
  return Buffer.concat([head, fields]);
};

/** A server that sends the same bytes to every client. */
const parrot = async (words: Buffer): Promise<{ readonly server: Server; readonly port: number }> => {
  const server = createServer((socket) => {
    socket.on('error', () => undefined).once('data', () => socket.end(words));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, port: (server.address() as AddressInfo).port };
};

if (TEST_DATABASE_URL !== undefined) {
  describe('access to PostgreSQL', function () {
    this.timeout(20_000);
    const made: FreshDatabase[] = [];
    const newDatabase = async (options = ''): Promise<FreshDatabase> => {
      const database = await freshDatabase(TEST_DATABASE_URL, options);
      made.push(database);
      return database;
    };
    afterEach(() => Promise.all(made.splice(0).map(({ drop }) => drop())));

    const at = (url: string) => postgres(configOf(url));

    const ledger = async (url: string): Promise<unknown> =>
      onServer(url, 'select name, applied_at::text from schema_migrations order by name');

    it('applies the migrations that the check announces, once', async () => {
      const { url } = await newDatabase();
      expect(await rightOf(at(url).check)).to.deep.equal(MIGRATIONS);
      expect(await onServer(url, `select from pg_tables where schemaname = 'public'`)).to.deep.equal([]);
      expect(await rightOf(at(url).migrate)).to.deep.equal(MIGRATIONS);
      expect(await rightOf(at(url).migrate)).to.deep.equal([]);
      expect(await rightOf(at(url).check)).to.deep.equal([]);
    });

    it('knows every migration that is shipped', async () => {
      expect((await readdir(FOLDER)).sort()).to.deep.equal(MIGRATIONS.map((name) => `${name}.sql`));
    });

    it('migrates once if several processes start together', async () => {
      const { url } = await newDatabase();
      const applied = await Promise.all([1, 2, 3, 4].map(() => rightOf(at(url).migrate)));
      expect(applied.filter((names) => names.length > 0)).to.deep.equal([MIGRATIONS]);
    });

    it('gives processes that start together one event log', async () => {
      const { url } = await newDatabase();
      const storages = await Promise.all([1, 2, 3].map(() => rightOf(at(url).open({ migrates: true }))));
      const positions = await Promise.all(storages.map(({ events }) => rightOf(events.position(APP))));
      expect(new Set(positions.map(({ stream }) => stream)).size).to.equal(1);
      await Promise.all(storages.map((storage) => storage.close()));
    });

    it('opens a schema that is not up to date only if it may migrate, and changes nothing otherwise', async () => {
      const { url } = await newDatabase();
      expect((await leftOf(at(url).open({ migrates: false }))).detail).to.match(
        /the schema lacks 001_webhook_processing: run npm run migrate/,
      );
      expect(await rightOf(at(url).check)).to.deep.equal(MIGRATIONS);
      await byHand(url, '001_webhook_processing');
      expect((await leftOf(at(url).open({ migrates: false }))).detail).to.match(/lacks 002_production_hardening/);
      await (await rightOf(at(url).open({ migrates: true }))).close();
      await (await rightOf(at(url).open({ migrates: false }))).close();
    });

    it('uses the schema that the search path names, also for the counts that triggers update', async () => {
      const { url } = await newDatabase();
      await onServer(url, 'create schema apart');
      const apart = new URL(url);
      apart.searchParams.set('options', '-c search_path=apart');
      expect(await rightOf(at(apart.href).migrate)).to.deep.equal(MIGRATIONS);
      expect(await onServer(url, `select from pg_tables where schemaname = 'public'`)).to.deep.equal([]);
      await onServer(
        url,
        `insert into apart.inbox (id, status, available_at, received_at, dedupe_key, payload) values ('1', 'unrouted', 0, 0, 'k', '{}')`,
      );
      const storage = await rightOf(at(apart.href).open({ migrates: false }));
      expect((await rightOf(storage.inbox.stats)).counts.unrouted).to.equal(1);
      await storage.close();
    });

    describe('beside migrations that are applied by hand, with psql,', () => {
      it('has nothing to migrate after each file is applied once, in order', async () => {
        const { url } = await newDatabase();
        for (const name of MIGRATIONS) expect(await byHand(url, name)).to.not.match(/ERROR/);
        expect(await rightOf(at(url).check)).to.deep.equal([]);
        expect(await rightOf(at(url).migrate)).to.deep.equal([]);
        const before = await ledger(url);
        for (const name of MIGRATIONS) {
          const output = await byHand(url, name);
          expect(output).to.include(`${name} is applied already`).and.not.match(/ERROR/);
        }
        expect(await ledger(url)).to.deep.equal(before);
      });

      it('finds nothing applied if a file is refused because it builds on another, which the refusal names', async () => {
        const { url } = await newDatabase();
        for (const [n, name] of MIGRATIONS.entries()) {
          if (n === 0) continue;
          expect(await byHand(url, name)).to.include(`apply migrations/${MIGRATIONS[n - 1]}.sql first`);
        }
        expect(await rightOf(at(url).check)).to.deep.equal(MIGRATIONS);
      });

      it('applies the remaining migrations', async () => {
        const { url } = await newDatabase();
        await byHand(url, '001_webhook_processing');
        expect(await rightOf(at(url).migrate)).to.deep.equal(MIGRATIONS.slice(1));
      });
    });

    describe('refuses, in one line that says what to do,', () => {
      /** Whether the server asks for it or not, no message may contain it. */
      const PASSWORD = decodeURIComponent(new URL(TEST_DATABASE_URL).password) || 's3cret';
      const refuses = async (config: PostgresConfig, complaint: RegExp): Promise<void> => {
        const { open, check, migrate } = postgres(config);
        for (const task of [check, migrate, open({ migrates: true }), open({ migrates: false })]) {
          const { detail } = await leftOf<{ readonly detail: string }, unknown>(task);
          expect(detail)
            .to.match(/^cannot use PostgreSQL .+[^\n]$/)
            .and.match(complaint)
            .and.not.match(/postgres:\/\//)
            .and.not.include(PASSWORD);
        }
      };
      const server = () => {
        const { hostname, port, username, pathname } = new URL(TEST_DATABASE_URL);
        return {
          host: hostname,
          port: Number(port),
          user: username,
          password: PASSWORD,
          database: pathname.slice(1),
        };
      };
      const config = (changes: Partial<ReturnType<typeof server>>): PostgresConfig => ({
        engine: 'postgres',
        server: { ...server(), ...changes },
        ssl: false,
        maxClients: 2,
      });
      const urlWith = (change: (url: URL) => void): PostgresConfig => {
        const url = new URL(TEST_DATABASE_URL);
        url.password = PASSWORD;
        change(url);
        return configOf(url.href);
      };

      it('a port on which no server listens', async () => {
        const { server: closed, port } = await parrot(Buffer.from(''));
        await new Promise((resolve) => closed.close(resolve));
        await refuses(config({ port }), /ECONNREFUSED.+; start the server, or check DB_HOST and DB_PORT/);
        await refuses(config({ port, host: 'localhost' }), /ECONNREFUSED.+; start the server/);
      });

      it('a host that does not exist', async () => {
        await refuses(config({ host: 'nowhere.invalid' }), /nowhere\.invalid.+; check DB_HOST/);
      });

      it('a server that is no PostgreSQL', async () => {
        const { server: silent, port } = await parrot(Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'));
        await refuses(config({ port }), /Connection terminated|unknown message/i);
        silent.close();
      });

      it('a user that does not exist', async () => {
        // A server that asks for passwords does not say which of the two is wrong.
        const words = /(role "nobody_s" does not exist \(28000\)|for user "nobody_s" \(28P01\)); check DB_USER/;
        await refuses(config({ user: 'nobody_s' }), words);
      });

      it('a wrong password', async () => {
        const words = refusal('28P01', 'password authentication failed for user "postgres"');
        const { server: strict, port } = await parrot(words);
        await refuses(config({ port }), /password authentication failed .+; check DB_USER and DB_PASSWORD/);
        strict.close();
      });

      it('no password if the server asks for one', async () => {
        // AuthenticationSASL, offering SCRAM-SHA-256.
        const mechanisms = Buffer.from('SCRAM-SHA-256\0\0');
        const head = Buffer.from('R\0\0\0\0\0\0\0\x0a');
        head.writeInt32BE(8 + mechanisms.length, 1);
        const { server: asking, port } = await parrot(Buffer.concat([head, mechanisms]));
        const { password: _, ...known } = server();
        await refuses(
          { engine: 'postgres', server: { ...known, port, password: null }, ssl: false, maxClients: 1 },
          /password|terminated/i,
        );
        asking.close();
      });

      it('a server that is starting', async () => {
        const { server: starting, port } = await parrot(refusal('57P03', 'the database system is starting up'));
        await refuses(config({ port }), /starting up \(57P03\); .+try again/);
        starting.close();
      });

      it('a server without TLS if TLS is required', async () => {
        await refuses({ ...config({}), ssl: true }, /does not support SSL.+DB_SSL=false/);
      });

      it('a database that does not exist', async () => {
        await refuses(config({ database: 'not_there' }), /"not_there" does not exist \(3D000\); create the database/);
        await refuses(
          urlWith((url) => {
            url.pathname = '/not_there';
          }),
          /not_there/,
        );
      });

      it('an address that cannot be parsed, without repeating it', async () => {
        await refuses(configOf(`postgres://postgres:${PASSWORD}@[half/cti`), /by its address/);
      });

      it('a version that is too old, an encoding other than UTF-8, a standby, a search path without a schema', async () => {
        const good = { versionNumber: 150004, version: '15.4', encoding: 'UTF8', isReadOnly: false, schema: 'public' };
        expect(complaintAbout(good)).to.equal(null);
        expect(complaintAbout({ ...good, versionNumber: 140019, version: '14.19' })).to.match(/14\.19.+version 15/);

        const small = await newDatabase(`encoding 'LATIN1' template template0 locale 'C'`);
        await refuses(configOf(small.url), /encoded in LATIN1: create one with encoding 'UTF8'/);
        const standby = await newDatabase();
        await onServer(TEST_DATABASE_URL, `alter database ${standby.name} set default_transaction_read_only = on`);
        await refuses(configOf(standby.url), /read-only/);
        const lost = new URL(standby.url);
        lost.searchParams.set('options', '-c search_path=nowhere -c default_transaction_read_only=off');
        await refuses(configOf(lost.href), /search path/);
      });

      it('a database of a newer version', async () => {
        const { url } = await newDatabase();
        await rightOf(at(url).migrate);
        await onServer(url, `insert into schema_migrations (name) values ('999_later')`);
        await refuses(configOf(url), /newer version .+ 999_later: run that version/);
      });

      it('a migration that is half applied, whichever table or index it is', async () => {
        const { url } = await newDatabase();
        await byHand(url, '001_webhook_processing');
        await onServer(url, 'create table api_keys (id text)');
        await refuses(
          configOf(url),
          /002_production_hardening is half applied: api_keys is there, but schema_migrations/,
        );
        await onServer(url, 'drop table api_keys', 'create index calls_to on calls (to_key)');
        await refuses(configOf(url), /003_calls_api_indexes is half applied: calls_to is there/);
      });

      it('a table that is missing', async () => {
        const { url } = await newDatabase();
        await rightOf(at(url).migrate);
        await onServer(url, 'drop table api_keys');
        await refuses(configOf(url), /says that 002_production_hardening is applied, but there is no table api_keys/);
      });

      it('a table schema_migrations of another program', async () => {
        const { url } = await newDatabase();
        await onServer(url, 'create table schema_migrations (version text)');
        await refuses(configOf(url), /another program keeps tables here/);
      });

      it('a user without the rights', async () => {
        const { url, name } = await newDatabase();
        const role = `${name}_user`;
        const asRole = new URL(url);
        asRole.username = role;
        asRole.password = PASSWORD;
        await onServer(url, `create role ${role} login password '${PASSWORD}'`);
        try {
          const access = postgres(configOf(asRole.href));
          expect((await leftOf(access.migrate)).detail).to.match(
            /permission denied for schema public \(42501\); grant/,
          );
          await rightOf(at(url).migrate);
          await refuses(configOf(asRole.href), /may not read and write the table \w+: grant select/);
          await onServer(url, `grant select, insert, update, delete on all tables in schema public to ${role}`);
          await (await rightOf(access.open({ migrates: true }))).close();
        } finally {
          await onServer(url, `drop owned by ${role}`, `drop role ${role}`);
        }
      });
    });
  });
}
