import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServerOptions } from '../server.js';
import { randomSecret } from './dialpad/random-secret.js';
import { rightOf } from './storage/outcome.js';

export interface TestServerOptions extends Pick<ServerOptions, 'overrides'> {
  /** Environment variables that differ from those of a test server. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A server for one test. */
export interface TestServer {
  readonly url: string;
  /** Gives access to the administration. */
  readonly internalApiSecret: string;
  /** Signs deliveries. */
  readonly webhookSecret: string;
  /** Makes an app; answers with its id and the key of its clients. */
  readonly newApp: (name: string) => Promise<{ readonly id: string; readonly key: string }>;
  readonly stop: () => Promise<void>;
}

/**
 * Starts a server on a free port of this machine, in memory, with new secrets and without limits of requests. Rejects with the line
 * that says why it cannot start.
 */
export const startTestServer = async ({ env = {}, ...rest }: TestServerOptions = {}): Promise<TestServer> => {
  // Loaded only here: who only simulates Dialpad needs no server.
  const { startServer } = await import('../server.js');
  const folder = await mkdtemp(join(tmpdir(), 'cti-test-'));
  const removeFolder = () => rm(folder, { recursive: true, force: true });
  const settings = { ...SETTINGS, DATA_DIR: folder, ...newSecrets(), ...env };
  const { port, config, stop } = await rightOf(startServer({ env: settings, ...rest })).catch(async (refused) => {
    await removeFolder();
    throw refused;
  });
  const url = `http://127.0.0.1:${port}`;
  const { internalApiSecret, webhookSecret } = config;
  return {
    ...{ url, internalApiSecret, webhookSecret },
    newApp: async (name) => {
      const headers = { authorization: `Bearer ${internalApiSecret}`, 'content-type': 'application/json' };
      const body = JSON.stringify({ name });
      const answer = await fetch(`${url}/internal/apps`, { method: 'POST', headers, body });
      const { app_id: id, api_key: key } = JSON.parse(await answer.text());
      return { id, key };
    },
    stop: async () => {
      await stop();
      await removeFolder();
    },
  };
};

const SETTINGS = {
  ...{ NODE_ENV: 'test', STORAGE: 'memory', HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'error' },
  ...{ RATE_LIMIT_WEBHOOKS: '0', RATE_LIMIT_API: '0', RATE_LIMIT_INTERNAL: '0' },
};

const newSecrets = () => ({ INTERNAL_API_SECRET: randomSecret(), DIALPAD_WEBHOOK_SECRET: randomSecret() });
