import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { INTERNAL_SECRET, WEBHOOK_SECRET } from '../e2e/running.js';
import { type ServerProcess, startProcess } from '../e2e/server-process.js';
import { type CuttableProxy, cuttableProxy } from '../support/cuttable-proxy.js';
import { emptyStorage } from '../support/engines.js';
import { freePort } from '../support/free-port.js';

export type Engine = 'sqlite' | 'postgres' | 'mongodb';

export interface App {
  readonly id: string;
  readonly key: string;
}

/** One server on an empty storage, always at the same address, with two apps. */
export interface Office {
  readonly url: string;
  readonly apps: readonly App[];
  /** Stands between the server and its storage; null if the storage is embedded. */
  readonly proxy: CuttableProxy | null;
  readonly start: () => Promise<void>;
  /** Sends the server a signal, and waits for its end unless the signal only pauses it. */
  readonly end: (signal: 'SIGKILL' | 'SIGTERM') => Promise<number | null>;
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
export const openOffice = async (engine: Engine): Promise<Office> => {
  const folder = await mkdtemp(join(tmpdir(), 'cti-faults-'));
  const storage = await emptyStorage(engine);
  const address = ADDRESSES[engine];
  const proxy = address === null ? null : await cuttableProxy(storage.env[address] ?? '');
  const port = await freePort();
  const env = {
    ...storage.env,
    ...(address === null || proxy === null ? {} : { [address]: proxy.url }),
    PORT: String(port),
    DATA_DIR: folder,
    LOG_LEVEL: 'info',
    INTERNAL_API_SECRET: INTERNAL_SECRET,
    DIALPAD_WEBHOOK_SECRET: WEBHOOK_SECRET,
    RATE_LIMIT_WEBHOOKS: '0',
    RATE_LIMIT_API: '0',
    RATE_LIMIT_INTERNAL: '0',
  };
  let server: ServerProcess = await startProcess(env, folder);
  const url = `http://127.0.0.1:${port}`;
  const apps = [await newApp(url, 'Clinic'), await newApp(url, 'Garage')];
  return {
    url,
    apps,
    proxy,
    start: async () => {
      server = await startProcess(env, folder);
    },
    end: (signal) => server.end(signal),
    close: async () => {
      await server.end('SIGKILL');
      await proxy?.cut();
      await storage.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
};
