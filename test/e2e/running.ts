import { createHmac } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isLeft } from 'fp-ts/lib/Either.js';
import type { ContainerModule } from 'inversify';
import { loadConfig } from '../../src/adapters/config/load-config.js';
import { type RunningServer, startServer } from '../../src/server.js';
import { emptyStorage } from '../support/engines.js';
import { TRANSPORT_UNDER_TEST } from '../support/transport-under-test.js';
import { checkAnswers } from './described.js';

export const INTERNAL_SECRET = 'a-secret-of-the-tests-with-32-characters';
export const WEBHOOK_SECRET = 'the-webhook-secret-of-the-tests';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: each test checks the fields that it needs
  readonly body: any;
}

/** A new server in a new folder, and functions to send requests to it. */
export interface Running {
  readonly url: string;
  readonly server: RunningServer;
  readonly folder: string;
  /** Sends a request, and checks the answer against the OpenAPI document. */
  readonly request: (method: string, path: string, init?: RequestInit) => Promise<Answer>;
  /** As an administrator, with a JSON body if there is one. */
  readonly admin: (method: string, path: string, body?: unknown) => Promise<Answer>;
  /** As the CRM, with the key of its app. */
  readonly crm: (key: string, path: string) => Promise<Answer>;
  /** Delivers an event, signed as the guide says: the HMAC-SHA256 of the body in a header. */
  readonly deliver: (event: unknown, path?: string) => Promise<Answer>;
  readonly newApp: (name: string) => Promise<{ readonly id: string; readonly key: string }>;
  readonly stop: () => Promise<void>;
}

export const hmac = (body: string, secret = WEBHOOK_SECRET): string =>
  createHmac('sha256', secret).update(body).digest('hex');

/** Starts a server on a free port, on an empty storage of the engine under test unless `env` names another. */
export const run = async (
  env: Readonly<Record<string, string>> = {},
  ...overrides: readonly ContainerModule[]
): Promise<Running> => {
  const folder = await mkdtemp(join(tmpdir(), 'cti-'));
  const storage = env.STORAGE === undefined ? await emptyStorage() : null;
  const settings = {
    ...storage?.env,
    ...TRANSPORT_UNDER_TEST,
    PORT: '0',
    HOST: '127.0.0.1',
    DATA_DIR: folder,
    LOG_LEVEL: 'error',
    INTERNAL_API_SECRET: INTERNAL_SECRET,
    DIALPAD_WEBHOOK_SECRET: WEBHOOK_SECRET,
    RATE_LIMIT_WEBHOOKS: '0',
    RATE_LIMIT_API: '0',
    RATE_LIMIT_INTERNAL: '0',
    ...env,
  };
  const loaded = await loadConfig({ env: settings, cwd: folder })();
  if (isLeft(loaded)) throw new Error(loaded.left.message);
  const started = await startServer({ config: loaded.right.config, overrides })();
  if (isLeft(started)) throw new Error(started.left.message);
  const server = started.right;

  const url = `http://127.0.0.1:${server.port}`;
  const check = checkAnswers(await (await fetch(`${url}/openapi.json`)).json());
  const request: Running['request'] = async (method, path, init = {}) => {
    const response = await fetch(`${url}${path}`, { method, ...init });
    const text = await response.text();
    const body = text === '' ? null : JSON.parse(text);
    check(method, path, response.status, body);
    return { status: response.status, headers: response.headers, body };
  };
  const admin: Running['admin'] = (method, path, body) =>
    request(method, path, {
      headers: { authorization: `Bearer ${INTERNAL_SECRET}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });

  return {
    url,
    server,
    folder,
    request,
    admin,
    crm: (key, path) => request('GET', path, { headers: { 'x-app-api-key': key } }),
    deliver: (event, path = '/webhooks/dialpad') => {
      const body = typeof event === 'string' ? event : JSON.stringify(event);
      const headers = { 'content-type': 'application/json', 'x-dialpad-signature': hmac(body) };
      return request('POST', path, { headers, body });
    },
    newApp: async (name) => {
      const { body } = await admin('POST', '/internal/apps', { name });
      return { id: body.app_id, key: body.api_key };
    },
    stop: async () => {
      await server.stop();
      await storage?.drop();
      await rm(folder, { recursive: true });
    },
  };
};
