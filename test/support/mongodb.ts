import { randomUUID } from 'node:crypto';
import { MongoClient } from 'mongodb';
import { MongoMemoryReplSet } from 'mongodb-memory-server';
import sinon from 'sinon';
import { openMongo } from '../../src/adapters/outbound/storage/mongodb/mongo.js';
import { COLLECTIONS } from '../../src/adapters/outbound/storage/mongodb/mongo-collections.js';
import type { MongoEngine } from '../../src/adapters/outbound/storage/mongodb/mongo-engine.js';
import { mongoStorage } from '../../src/adapters/outbound/storage/mongodb/mongo-storage.js';
import { rightOf } from '../../src/testing/storage/outcome.js';
import type { BeforeWrite, StorageUnderTest } from '../../src/testing/storage/storage-under-test.js';

/** An empty database of its own on the server that `uri` names. */
export const freshMongoDatabase = async (
  uri: string,
): Promise<{ readonly uri: string; readonly database: string; readonly drop: () => Promise<void> }> => {
  const database = `cti_${randomUUID().replaceAll('-', '')}`;
  return {
    uri,
    database,
    drop: async () => {
      const client = new MongoClient(uri);
      await client.db(database).dropDatabase();
      await client.close();
    },
  };
};

/** The server that `TEST_MONGODB_URI` names, or else a mongod that is installed or can be downloaded; null if there is none. */
export const mongoServer = async (): Promise<{ readonly uri: string; readonly stop: () => Promise<void> } | null> => {
  const { TEST_MONGODB_URI } = process.env;
  if (TEST_MONGODB_URI !== undefined) return { uri: TEST_MONGODB_URI, stop: async () => undefined };
  // Without a mongod the tests of MongoDB are skipped with one line; its stack traces would look like a failure.
  const warnings = sinon.stub(console, 'warn');
  try {
    const server = await MongoMemoryReplSet.create({ replSet: { count: 1 } });
    return {
      uri: server.getUri(),
      stop: async () => {
        await server.stop();
      },
    };
  } catch {
    return null;
  } finally {
    warnings.restore();
  }
};

/** The methods of a collection that write one document or apply one change. */
const WRITES: ReadonlySet<string> = new Set(['insertOne', 'updateOne', 'updateMany', 'findOneAndUpdate', 'deleteMany']);
/** The methods that write several documents. */
const BATCHES: ReadonlySet<string> = new Set(['insertMany', 'bulkWrite']);

type Method = (...args: unknown[]) => unknown;

/** The same collection. `beforeWrite` is called before each write, and in the middle of each batch, whose second half it can stop. */
const guardedCollection = <C extends object>(collection: C, beforeWrite: BeforeWrite): C =>
  new Proxy(collection, {
    get: (target, name) => {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== 'function') return method;
      const call: Method = method.bind(target);
      if (BATCHES.has(String(name))) return guardedBatch(call, beforeWrite);
      if (!WRITES.has(String(name))) return call;
      return async (...args: unknown[]) => {
        beforeWrite();
        return call(...args);
      };
    },
  });

const guardedBatch =
  (call: Method, beforeWrite: BeforeWrite) =>
  async (batch: readonly unknown[], options?: { readonly ordered?: boolean }): Promise<unknown> => {
    beforeWrite();
    if (batch.length < 2) return call(batch, options);
    const half = Math.ceil(batch.length / 2);
    let refused: unknown;
    try {
      await call(batch.slice(0, half), options);
    } catch (thrown) {
      // A refused document of an unordered batch does not stop the others.
      if (options?.ordered !== false) throw thrown;
      refused = thrown;
    }
    beforeWrite();
    const result = await call(batch.slice(half), options);
    if (refused !== undefined) throw refused;
    return result;
  };

const guarded = (engine: MongoEngine, beforeWrite: BeforeWrite): MongoEngine => ({
  ...engine,
  collections: Object.fromEntries(
    Object.entries(engine.collections).map(([name, collection]) => [name, guardedCollection(collection, beforeWrite)]),
  ) as unknown as MongoEngine['collections'],
});

/** One database for all tests of the suite that calls this; it is dropped after the last of them. */
export const mongoDatabase = (
  uri: string,
): { readonly engine: () => Promise<MongoEngine>; readonly emptied: () => Promise<MongoEngine> } => {
  let database: Awaited<ReturnType<typeof freshMongoDatabase>> | null = null;

  before(async () => {
    database = await freshMongoDatabase(uri);
  });
  after(() => database?.drop());

  /** Opens the database as another process would, except that it considers a step abandoned much sooner. */
  const engine = async (): Promise<MongoEngine> => ({
    ...(await rightOf(openMongo({ engine: 'mongodb', uri, database: database?.database ?? '' }, { migrates: true }))),
    abandonedAfterMs: 50,
  });

  const emptied = async (): Promise<MongoEngine> => {
    const opened = await engine();
    await Promise.all(
      COLLECTIONS.filter((name) => name !== 'meta').map((name) => opened.collections[name].deleteMany({})),
    );
    return opened;
  };

  return { engine, emptied };
};

/** MongoDB for the storage contract. */
export const mongoUnderTest = (uri: string): StorageUnderTest => {
  const { engine, emptied } = mongoDatabase(uri);
  return {
    open: async () => mongoStorage(await emptied()),
    reopen: async (beforeWrite) => mongoStorage(guarded(await engine(), beforeWrite)),
    shared: true,
  };
};
