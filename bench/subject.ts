import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { freshMongoDatabase } from '../test/support/mongodb.js';
import { freshDatabase } from '../test/support/postgres.js';
import { INTERNAL_SECRET, WEBHOOK_SECRET } from './event.js';
import { type Access, newApp } from './new-app.js';
import { type ServerProcess, startProcess } from './server-process.js';

/** A server to be measured, on an empty storage of its own. */
export interface Subject {
  readonly name: string;
  readonly keepsHistory: boolean;
  /** Whether it serves several apps. */
  readonly hasApps: boolean;
  /** Whether several processes can share its storage. */
  readonly isShared: boolean;
  readonly open: (folder: string) => Promise<Opened>;
}

export interface Opened {
  /** With more variables than the server has anyway. */
  readonly start: (more?: Env) => Promise<ServerProcess>;
  /** An app with a key, on a server that runs. */
  readonly access: (port: number) => Promise<Access>;
  /** What the storage is, for writing to it directly. */
  readonly env: Env;
  readonly drop: () => Promise<void>;
}

export type Env = Readonly<Record<string, string>>;

const HERE = import.meta.dirname;
const ROOT = join(HERE, '..');
const nothing = async (): Promise<void> => undefined;

const plain = (name: string, keepsHistory: boolean): Subject => ({
  name,
  keepsHistory,
  hasApps: false,
  isShared: false,
  open: async (folder) => {
    const key = `app_${randomBytes(32).toString('hex')}`;
    const env = { DATA_DIR: folder, API_KEY: key };
    return {
      start: (more) =>
        startProcess(['--import', 'tsx', join(HERE, 'subjects', `${name}.ts`)], { ...env, ...more }, ROOT),
      access: async () => ({ key, webhooks: '/webhooks' }),
      env,
      drop: nothing,
    };
  },
});

interface Storage {
  readonly env: Env;
  readonly drop: () => Promise<void>;
}

/** The transport of every server of ours that has none of its own; empty for the one that it chooses. */
const { TRANSPORT = '' } = process.env;

const cti = (name: string, storage: () => Promise<Storage>, isShared = false): Subject => ({
  name,
  keepsHistory: true,
  hasApps: true,
  isShared,
  open: async (folder) => {
    const { env: own, drop } = await storage();
    const env = {
      ...{ DATA_DIR: folder, PORT: '0', HOST: '127.0.0.1', JSON_LOGS: 'true', LOG_LEVEL: 'info', TRANSPORT, ...own },
      ...{ INTERNAL_API_SECRET: INTERNAL_SECRET, DIALPAD_WEBHOOK_SECRET: WEBHOOK_SECRET },
      ...{
        RATE_LIMIT_WEBHOOKS: '0',
        RATE_LIMIT_API: '0',
        RATE_LIMIT_INTERNAL: '0',
        WS_MAX_CONNECTIONS_PER_APP: '20000',
      },
    };
    const start = (more: Env = {}) => startProcess([join(ROOT, 'dist/main.js')], { ...env, ...more }, folder);
    return { start, access: newApp, env, drop };
  },
});

const { TEST_DATABASE_URL, TEST_MONGODB_URI } = process.env;

/** Those that can run here: PostgreSQL and MongoDB where the environment names a server. */
export const SUBJECTS: readonly Subject[] = [
  plain('bare', false),
  cti('memory', async () => ({ env: { STORAGE: 'memory' }, drop: nothing })),
  cti('sqlite', async () => ({ env: { STORAGE: 'sqlite' }, drop: nothing })),
  // The other transport; the servers above choose µWebSockets.js where it loads.
  cti('sqlite-node', async () => ({ env: { STORAGE: 'sqlite', TRANSPORT: 'node' }, drop: nothing })),
  ...(TEST_DATABASE_URL === undefined
    ? []
    : [
        cti(
          'postgres',
          async () => {
            const { url, drop } = await freshDatabase(TEST_DATABASE_URL);
            return { env: { STORAGE: 'postgres', DATABASE_URL: url }, drop };
          },
          true,
        ),
      ]),
  ...(TEST_MONGODB_URI === undefined
    ? []
    : [
        cti(
          'mongodb',
          async () => {
            const { uri, database, drop } = await freshMongoDatabase(TEST_MONGODB_URI);
            return { env: { STORAGE: 'mongodb', MONGODB_URI: uri, MONGODB_DB: database }, drop };
          },
          true,
        ),
      ]),
  plain('fastify', true),
];
