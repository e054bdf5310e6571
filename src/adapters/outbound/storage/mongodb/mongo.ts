import { randomUUID } from 'node:crypto';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { StorageError } from '../../../../application/ports/storage-error.js';
import { DEFAULT_COUNTRY } from '../../../../domain/country.js';
import type { EngineAccess } from '../engine-access.js';
import type { MongoConfig } from '../storage-config.js';
import type { Collections } from './mongo-collections.js';
import { hasTransactions, readClock, withMongo } from './mongo-connection.js';
import type { MongoEngine } from './mongo-engine.js';
import { isDuplicate } from './mongo-errors.js';
import { missingIndexes } from './mongo-indexes.js';
import { rekeyNumbers } from './mongo-rekey.js';
import { migrateSchema, requireMigrated } from './mongo-schema.js';
import { mongoStorage } from './mongo-storage.js';
import { completeDecidedSteps } from './mongo-write-out.js';

const ABANDONED_AFTER_MS = 1_000;

/** MongoDB, which any number of processes can share. */
export const mongo = (config: MongoConfig): EngineAccess => ({
  open: (options) => TE.map(mongoStorage)(openMongo(config, options)),
  check: connected(config, async (collections) => (await missingIndexes(collections)).map(({ name }) => name)),
  migrate: connected(config, (collections) => migrateSchema(collections)),
});

/** Connects; `migrates` creates missing indexes first. The left's `detail` is one line that says what to do. */
export const openMongo = (
  config: MongoConfig,
  { migrates, isGuest = false }: { readonly migrates: boolean; readonly isGuest?: boolean },
): TE.TaskEither<StorageError, MongoEngine> =>
  withMongo(config, async (client, collections) => {
    if (migrates) await migrateSchema(collections);
    else await requireMigrated(collections);
    await nameStream(collections);
    await completeDecidedSteps(collections);
    const { defaultCountry = DEFAULT_COUNTRY } = config;
    if (!isGuest) await rekeyNumbers(collections, defaultCountry);
    return {
      collections,
      transactions: (await hasTransactions(client)) ? client : null,
      abandonedAfterMs: ABANDONED_AFTER_MS,
      defaultCountry,
      now: Date.now,
      readClock: () => readClock(client),
      close: () => client.close(),
    };
  });

/** Connects for the time that `work` takes. */
const connected = <A>(
  config: MongoConfig,
  work: (collections: Collections) => Promise<A>,
): TE.TaskEither<StorageError, A> =>
  withMongo(config, async (client, collections) => {
    const result = await work(collections);
    await client.close();
    return result;
  });

/** Gives the event log of a new database a name; an existing name stays. */
const nameStream = async ({ meta }: Collections): Promise<void> => {
  try {
    await meta.insertOne({ _id: 'stream', name: randomUUID() });
  } catch (thrown) {
    if (!isDuplicate(thrown)) throw thrown;
  }
};
