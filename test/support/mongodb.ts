import { randomUUID } from 'node:crypto';
import { MongoClient } from 'mongodb';
import { MongoMemoryReplSet } from 'mongodb-memory-server-core';
import type { StorageUnderTest } from '../../src/testing/storage/storage.contract.js';

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

/** The server that `TEST_MONGODB_URI` names, or a real mongod, if there is one or it can be had; else null. */
export const mongoServer = async (): Promise<{ readonly uri: string; readonly stop: () => Promise<void> } | null> => {
  const { TEST_MONGODB_URI } = process.env;
  if (TEST_MONGODB_URI !== undefined) return { uri: TEST_MONGODB_URI, stop: async () => undefined };
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
  }
};

export const mongoUnderTest = (_uri: string): StorageUnderTest => {
  throw new Error('not there yet');
};
