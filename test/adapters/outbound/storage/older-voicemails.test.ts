import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { Kysely } from 'kysely';
import Libsql from 'libsql';
import { MongoClient } from 'mongodb';
import { openStorage } from '../../../../src/adapters/outbound/storage/open-storage.js';
import { migrate } from '../../../../src/adapters/outbound/storage/sql/migrate.js';
import { sqliteDialect } from '../../../../src/adapters/outbound/storage/sql/sqlite-dialect.js';
import { sqliteMigrations } from '../../../../src/adapters/outbound/storage/sql/sqlite-migrations.js';
import { sqliteStatements } from '../../../../src/adapters/outbound/storage/sql/sqlite-statements.js';
import type { Tables } from '../../../../src/adapters/outbound/storage/sql/tables.js';
import type { Storage } from '../../../../src/application/ports/storage.js';
import { absorbed, observeVoicemail } from '../../../../src/domain/voicemail/voicemail.js';
import { rightOf } from '../../../../src/testing/storage/outcome.js';
import { APP, commitOf, dialpadId, NOON, voicemail } from '../../../../src/testing/storage/samples.js';
import { freshMongoDatabase } from '../../../support/mongodb.js';
import { configOf, freshDatabase, onServer } from '../../../support/postgres.js';
import { tempFolder } from './temp-folder.js';

const { TEST_DATABASE_URL, TEST_MONGODB_URI } = process.env;

/** Two parts of one message, as the version before stored them: each under the one key that it knew. */
const audio = voicemail({ keys: [`call:${dialpadId(5)}`], dialpadCallId: dialpadId(5), durationSeconds: 31 });
const text = voicemail({ keys: [`recording:${dialpadId(77)}`], transcript: 'Hi' });
const deleted = { ...voicemail({ keys: [`call:${dialpadId(6)}`] }), deletedAt: NOON };
const ALL = [audio, text, deleted];

const statements = ALL.map(
  ({ id, appId, key, facts, deletedAt, revision, createdAt, updatedAt }) =>
    `insert into voicemails (id, app_id, voicemail_key, revision, deleted_at, created_at, updated_at, facts)
     values ('${id}', '${appId}', '${key}', ${revision}, ${deletedAt}, ${createdAt}, ${updatedAt}, '${JSON.stringify(facts)}')`,
);

const documents = ALL.map(({ keys: _, ...stored }) => ({
  _id: `${APP} ${stored.key}`,
  app_id: APP,
  id: stored.id,
  revision: stored.revision,
  json: JSON.stringify(stored),
  dialpad_user_id: null,
  from_key: null,
  to_key: null,
  at: stored.createdAt,
  deleted: stored.deletedAt !== null,
}));

type Opening = (folder: string) => Promise<{ readonly storage: Storage; readonly drop: () => Promise<void> }>;

const sqlite: Opening = async (folder) => {
  const file = join(folder, `${randomUUID()}.sqlite`);
  const database = new Libsql(file);
  const db = new Kysely<Tables>({ dialect: sqliteDialect(sqliteStatements(database)) });
  await migrate(db, Object.fromEntries(Object.entries(sqliteMigrations).filter(([name]) => name < '004')));
  for (const statement of statements) database.exec(statement);
  await db.destroy();
  return { storage: await rightOf(openStorage({ engine: 'sqlite', file })), drop: async () => undefined };
};

const postgres =
  (server: string): Opening =>
  async () => {
    const { url, drop } = await freshDatabase(server);
    const folder = new URL('../../../../migrations/', import.meta.url);
    const older = (await readdir(folder)).filter((name) => name.endsWith('.sql') && name < '007').sort();
    for (const name of older) await onServer(url, await readFile(new URL(name, folder), 'utf8'));
    await onServer(url, ...statements);
    return { storage: await rightOf(openStorage(configOf(url))), drop };
  };

const mongodb =
  (server: string): Opening =>
  async () => {
    const { uri, database, drop } = await freshMongoDatabase(server);
    const client = new MongoClient(uri);
    await client.db(database).collection<{ _id: string }>('voicemails').insertMany(documents);
    await client.close();
    return { storage: await rightOf(openStorage({ engine: 'mongodb', uri, database })), drop };
  };

const engines: Readonly<Record<string, Opening>> = {
  sqlite,
  ...(TEST_DATABASE_URL === undefined ? {} : { postgres: postgres(TEST_DATABASE_URL) }),
  ...(TEST_MONGODB_URI === undefined ? {} : { mongodb: mongodb(TEST_MONGODB_URI) }),
};

for (const [engine, open] of Object.entries(engines)) {
  describe(`a voicemail that ${engine} stored with one key`, function () {
    this.timeout(20_000);
    const folder = tempFolder();
    let storage: Storage;
    let drop: () => Promise<void>;
    beforeEach(async () => {
      ({ storage, drop } = await open(folder()));
    });
    afterEach(async () => {
      await storage.close();
      await drop();
    });

    const load = async () => {
      const keys = ALL.map(({ key }) => key);
      return (await rightOf(storage.aggregates.load([{ appId: APP, calls: [], voicemails: keys, messages: [] }])))
        .voicemails;
    };

    it('is found and archived with that key', async () => {
      expect(await load()).to.have.deep.members(ALL);
      expect((await rightOf(storage.archive.read('voicemail', null, 10))).records).to.have.deep.members(ALL);
    });

    it('joins another by an event that names the keys of both', async () => {
      const seen = { keys: [audio.key, text.key] as const, receivedAt: NOON, happenedAt: NOON };
      const { voicemail: joined } = observeVoicemail(audio, seen, { id: audio.id, appId: APP, now: NOON + 1 }, [text]);
      await rightOf(storage.aggregates.commit(commitOf({ voicemails: [joined, absorbed(text, NOON + 1)] })));
      expect(await load()).to.have.deep.members([joined, deleted]);
      const { items } = await rightOf(storage.voicemails.list(APP, {}, { limit: 10, offset: 0 }));
      expect(items.map(({ id, transcript }) => [id, transcript])).to.deep.equal([[audio.id, 'Hi']]);
    });
  });
}
