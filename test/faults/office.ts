import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../src/testing/free-port.js';
import { INTERNAL_SECRET, WEBHOOK_SECRET } from '../e2e/running.js';
import { type ServerProcess, startProcess } from '../e2e/server-process.js';
import { type CuttableProxy, cuttableProxy } from '../support/cuttable-proxy.js';
import { emptyStorage } from '../support/engines.js';
import { type RedisProcess, redisProcess } from '../support/redis.js';
import { type FakeClock, fakeClock } from './fake-clock.js';
import { type SmallDisk, smallDisk } from './small-disk.js';

export type Engine = 'sqlite' | 'postgres' | 'mongodb';

export interface App {
  readonly id: string;
  readonly key: string;
}

/** What a fault needs beside a server and its storage. */
export interface Needs {
  /** Two processes that share the storage and a Redis. */
  readonly twoProcesses?: boolean;
  /** A disk that can be filled. */
  readonly smallDisk?: boolean;
  /** A clock that can be set. */
  readonly clock?: boolean;
}

/** One server, or two processes of one, on an empty storage, always at the same addresses, with two apps. */
export interface Office {
  readonly urls: readonly string[];
  readonly apps: readonly App[];
  /** Where the database is, not through the proxy; undefined if the storage is embedded. */
  readonly database: string | undefined;
  /** Stands between the server and its storage; null if the storage is embedded. */
  readonly proxy: CuttableProxy | null;
  readonly redis: RedisProcess | null;
  readonly disk: SmallDisk | null;
  readonly clock: FakeClock | null;
  /** Starts a process again. */
  readonly start: (index?: number) => Promise<void>;
  /** Sends a process a signal, and answers with its exit code. */
  readonly end: (signal: 'SIGKILL' | 'SIGTERM', index?: number) => Promise<number | null>;
  readonly close: () => Promise<void>;
}

const ADDRESSES = { sqlite: null, postgres: 'DATABASE_URL', mongodb: 'MONGODB_URI' } as const;

const newApp = async (url: string, name: string): Promise<App> => {
  const headers = { authorization: `Bearer ${INTERNAL_SECRET}`, 'content-type': 'application/json' };
  const response = await fetch(`${url}/internal/apps`, { method: 'POST', headers, body: JSON.stringify({ name }) });
  const { app_id: id, api_key: key } = JSON.parse(await response.text());
  return { id, key };
};

/** Opens an office whose storage is reached through a proxy. */
export const openOffice = async (engine: Engine, needs: Needs): Promise<Office> => {
  const folder = await mkdtemp(join(tmpdir(), 'cti-faults-'));
  const data = join(folder, 'data');
  await mkdir(data);
  const storage = await emptyStorage(engine);
  const address = ADDRESSES[engine];
  const database = address === null ? undefined : storage.env[address];
  const proxy = database === undefined ? null : await cuttableProxy(database);
  const redis = needs.twoProcesses ? await redisProcess() : null;
  const disk = needs.smallDisk ? await smallDisk(data) : null;
  const clock = needs.clock ? await fakeClock(folder) : null;
  const env = {
    ...storage.env,
    ...(address === null || proxy === null ? {} : { [address]: proxy.url }),
    ...(redis === null ? {} : { REDIS_URL: redis.url }),
    ...clock?.env,
    DATA_DIR: data,
    LOG_LEVEL: 'info',
    INTERNAL_API_SECRET: INTERNAL_SECRET,
    DIALPAD_WEBHOOK_SECRET: WEBHOOK_SECRET,
    RATE_LIMIT_WEBHOOKS: '0',
    RATE_LIMIT_API: '0',
    RATE_LIMIT_INTERNAL: '0',
  };
  const ports = needs.twoProcesses ? [await freePort(), await freePort()] : [await freePort()];
  const begin = (index: number): Promise<ServerProcess> => startProcess({ ...env, PORT: String(ports[index]) }, folder);
  const servers: ServerProcess[] = [];
  for (const index of ports.keys()) servers.push(await begin(index));
  const urls = ports.map((port) => `http://127.0.0.1:${port}`);
  const [url = ''] = urls;
  return {
    ...{ urls, database, proxy, redis, disk, clock },
    apps: [await newApp(url, 'Clinic'), await newApp(url, 'Garage')],
    start: async (index = 0) => {
      servers[index] = await begin(index);
    },
    end: async (signal, index = 0) => servers[index]?.end(signal) ?? null,
    close: async () => {
      await Promise.all(servers.map((server) => server.end('SIGKILL')));
      await proxy?.cut();
      await redis?.kill();
      await disk?.unmount();
      await storage.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
};
