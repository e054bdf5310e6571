import * as E from 'fp-ts/lib/Either.js';
import type * as TE from 'fp-ts/lib/TaskEither.js';
import { MongoClient, type MongoClientOptions } from 'mongodb';
import { type StorageError, storageFault } from '../../../../application/ports/storage-error.js';
import type { Timestamp } from '../../../../domain/timestamp.js';
import type { MongoConfig } from '../storage-config.js';
import { type Collections, collectionsOf } from './mongo-collections.js';
import { explainMongo } from './mongo-errors.js';
import { reconnectWhenStuck } from './mongo-heartbeat.js';
import { requireKnownSchema } from './mongo-schema.js';
import { Unusable } from './mongo-unusable.js';

/** The oldest major version of the server that is supported. */
const MIN_SERVER_VERSION = 6;

/** Options for which the connection string says nothing. Times are milliseconds, short so that an outage is reported soon. */
const DEFAULTS: MongoClientOptions = {
  appName: 'cti-server',
  serverSelectionTimeoutMS: 3_000,
  connectTimeoutMS: 3_000,
  waitQueueTimeoutMS: 3_000,
  // A connection on which nothing comes for so long is closed, and not used again.
  socketTimeoutMS: 30_000,
  // A write is acknowledged when a majority of the servers has it in its journal.
  w: 'majority',
  journal: true,
};

/**
 * Connects, and runs `work` if the server is recent enough and the schema is not of a newer version of this program. The connection
 * stays open if all of that succeeds, and is closed otherwise.
 */
export const withMongo =
  <A>(
    config: MongoConfig,
    work: (client: MongoClient, collections: Collections) => Promise<A>,
  ): TE.TaskEither<StorageError, A> =>
  async () => {
    let client: MongoClient | null = null;
    try {
      client = new MongoClient(config.uri, { ...defaultsFor(config.uri), readPreference: 'primary' });
      reconnectWhenStuck(client);
      await client.connect();
      const db = client.db(config.database);
      const { version } = await db.command({ buildInfo: 1 });
      requireRecent(String(version));
      const collections = collectionsOf(db);
      await requireKnownSchema(collections);
      return E.right(await work(client, collections));
    } catch (thrown) {
      await client?.close();
      return E.left(refusalOf(config, thrown));
    }
  };

/** A replica set has transactions, and so has a sharded cluster, which calls itself `isdbgrid`. A single server has none. */
export const hasTransactions = async (client: MongoClient): Promise<boolean> => {
  const { setName, msg } = await client.db('admin').command({ hello: 1 });
  return typeof setName === 'string' || msg === 'isdbgrid';
};

/** The time of the primary's clock. */
export const readClock = async (client: MongoClient): Promise<Timestamp> => {
  const { localTime } = await client.db('admin').command({ hello: 1 });
  return localTime instanceof Date ? localTime.getTime() : Date.now();
};

/** The defaults without the options that the connection string sets. */
const defaultsFor = (uri: string): MongoClientOptions => {
  const [, options = ''] = uri.split('?', 2);
  const given = new Set([...new URLSearchParams(options).keys()].map((name) => name.toLowerCase()));
  return Object.fromEntries(Object.entries(DEFAULTS).filter(([name]) => !given.has(name.toLowerCase())));
};

const requireRecent = (version: string): void => {
  if (Number.parseInt(version, 10) >= MIN_SERVER_VERSION) return;
  throw new Unusable(`the server is MongoDB ${version}: version ${MIN_SERVER_VERSION} or later is needed`);
};

const refusalOf = (config: MongoConfig, thrown: unknown): StorageError => {
  const place = `cannot use MongoDB at ${placeOf(config)}`;
  if (thrown instanceof Unusable) return storageFault(`${place}: ${thrown.message}`);
  const { _tag, detail } = explainMongo(thrown);
  return { _tag, detail: `${place}: ${detail}${adviceFor(thrown)}` };
};

/** What to do about it, where that is known. The codes are AuthenticationFailed (18; 8000 on Atlas) and Unauthorized (13). */
const adviceFor = (thrown: unknown): string => {
  if (!(thrown instanceof Error)) return '';
  if (thrown.name === 'MongoServerSelectionError') return ': start the server, or check MONGODB_URI';
  if ('code' in thrown && (thrown.code === 18 || thrown.code === 8000))
    return ': check the user and password in MONGODB_URI';
  return 'code' in thrown && thrown.code === 13 ? ': grant the user what it lacks' : '';
};

/** The hosts and the database, without the user and the password. */
const placeOf = ({ uri, database }: MongoConfig): string => {
  const [, hosts = ''] = /^[a-z+]+:\/\/(?:[^@/]*@)?([^/?]*)/.exec(uri) ?? [];
  return `${hosts}/${database}`;
};
