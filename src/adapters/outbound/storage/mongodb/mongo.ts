import { randomUUID } from 'node:crypto';
import * as E from 'fp-ts/lib/Either.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { MongoClient, type MongoClientOptions } from 'mongodb';
import { type StorageError, storageFault } from '../../../../application/ports/storage-error.js';
import type { EngineAccess } from '../engine-access.js';
import { type Collections, collectionsOf } from './mongo-collections.js';
import type { MongoEngine } from './mongo-engine.js';
import { explainMongo, isDuplicate } from './mongo-errors.js';
import { makeIndexes, missingIndexes } from './mongo-indexes.js';
import { completeAll } from './mongo-intents.js';
import { mongoStorage } from './mongo-storage.js';

export interface MongoConfig {
  readonly engine: 'mongodb';
  readonly uri: string;
  readonly database: string;
}

/** The oldest version that is supported. */
const OLDEST_VERSION = 6;
/** Counts the shapes that documents have had. */
const SCHEMA_VERSION = 2;
const ABANDONED_AFTER_MS = 1_000;

/** What holds where the connection string does not say otherwise: times in milliseconds, so that an outage is told, not waited for. */
const DEFAULTS: MongoClientOptions = {
  appName: 'cti-server',
  serverSelectionTimeoutMS: 5_000,
  connectTimeoutMS: 5_000,
  socketTimeoutMS: 30_000,
  // Acknowledged when most of the servers have it in their journals.
  w: 'majority',
  journal: true,
};

/** Why a database cannot be used, in one line that says what to do. */
class Unusable extends Error {}

/** MongoDB, which any number of processes can share. */
export const mongo = (config: MongoConfig): EngineAccess => ({
  open: (options) => TE.map(mongoStorage)(openMongo(config, options)),
  check: connected(config, async (collections) => (await missingIndexes(collections)).map(({ name }) => name)),
  migrate: connected(config, (collections) => makeReady(collections)),
});

/** Connects, and makes the indexes if that is wanted. The left's `detail` is one line that says what to do. */
export const openMongo = (
  config: MongoConfig,
  { migrates }: { readonly migrates: boolean },
): TE.TaskEither<StorageError, MongoEngine> =>
  withClient(config, async (client, collections) => {
    if (migrates) await makeReady(collections);
    else await demandReady(collections);
    await nameStream(collections);
    await completeAll(collections);
    return {
      collections,
      transactions: (await offersTransactions(client)) ? client : null,
      abandonedAfterMs: ABANDONED_AFTER_MS,
      now: Date.now,
      close: () => client.close(),
    };
  });

const connected = <A>(
  config: MongoConfig,
  work: (collections: Collections) => Promise<A>,
): TE.TaskEither<StorageError, A> =>
  withClient(config, async (client, collections) => {
    const result = await work(collections);
    await client.close();
    return result;
  });

/** Connects to a server that is recent enough, and a database that is not of a newer version. It stays open only if all goes well. */
const withClient =
  <A>(
    config: MongoConfig,
    work: (client: MongoClient, collections: Collections) => Promise<A>,
  ): TE.TaskEither<StorageError, A> =>
  async () => {
    let client: MongoClient | null = null;
    try {
      client = new MongoClient(config.uri, { ...defaultsFor(config.uri), readPreference: 'primary' });
      await client.connect();
      const db = client.db(config.database);
      const { version } = await db.command({ buildInfo: 1 });
      demandVersion(String(version));
      const collections = collectionsOf(db);
      await demandSchema(collections);
      return E.right(await work(client, collections));
    } catch (thrown) {
      await client?.close();
      return E.left(refusalOf(config, thrown));
    }
  };

const defaultsFor = (uri: string): MongoClientOptions => {
  const [, options = ''] = uri.split('?', 2);
  const said = new Set([...new URLSearchParams(options).keys()].map((name) => name.toLowerCase()));
  return Object.fromEntries(Object.entries(DEFAULTS).filter(([name]) => !said.has(name.toLowerCase())));
};

const demandVersion = (version: string): void => {
  if (Number.parseInt(version, 10) >= OLDEST_VERSION) return;
  throw new Unusable(`the server is MongoDB ${version}: version ${OLDEST_VERSION} or later is needed`);
};

const demandSchema = async ({ meta }: Collections): Promise<void> => {
  const schema = await meta.findOne({ _id: 'schema' });
  if ((schema?.version ?? 0) <= SCHEMA_VERSION) return;
  throw new Unusable(`the database belongs to a newer version, with schema ${schema?.version}: run that version`);
};

const makeReady = async (collections: Collections): Promise<readonly string[]> => {
  const made = await makeIndexes(collections);
  await collections.meta.updateOne({ _id: 'schema' }, { $set: { version: SCHEMA_VERSION } }, { upsert: true });
  return made;
};

const demandReady = async (collections: Collections): Promise<void> => {
  const [first] = await missingIndexes(collections);
  if (first === undefined) return;
  throw new Unusable(`the index ${first.name} is missing: run npm run migrate, or set DB_AUTO_MIGRATE=true`);
};

/** Names the log of a new database; one that has a name keeps it. */
const nameStream = async ({ meta }: Collections): Promise<void> => {
  try {
    await meta.insertOne({ _id: 'stream', name: randomUUID() });
  } catch (thrown) {
    if (!isDuplicate(thrown)) throw thrown;
  }
};

/** A replica set offers transactions, and a cluster, which calls itself `isdbgrid`; a single server does not. */
const offersTransactions = async (client: MongoClient): Promise<boolean> => {
  const { setName, msg } = await client.db('admin').command({ hello: 1 });
  return typeof setName === 'string' || msg === 'isdbgrid';
};

const refusalOf = (config: MongoConfig, thrown: unknown): StorageError => {
  const place = `cannot use MongoDB at ${placeOf(config)}`;
  if (thrown instanceof Unusable) return storageFault(`${place}: ${thrown.message}`);
  const { _tag, detail } = explainMongo(thrown);
  return { _tag, detail: `${place}: ${detail}${adviceFor(thrown)}` };
};

const adviceFor = (thrown: unknown): string => {
  if (!(thrown instanceof Error)) return '';
  if (thrown.name === 'MongoServerSelectionError') return ': start the server, or check MONGODB_URI';
  if ('code' in thrown && (thrown.code === 18 || thrown.code === 8000))
    return ': check the user and password in MONGODB_URI';
  return 'code' in thrown && thrown.code === 13 ? ': grant the user what it lacks' : '';
};

/** The hosts and the database, without who we are there. */
const placeOf = ({ uri, database }: MongoConfig): string => {
  const [, hosts = ''] = /^[a-z+]+:\/\/(?:[^@/]*@)?([^/?]*)/.exec(uri) ?? [];
  return `${hosts}/${database}`;
};
