import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hmac, INTERNAL_SECRET, WEBHOOK_SECRET } from '../e2e/running.js';
import { startProcess } from '../e2e/server-process.js';

/** The built server on SQLite, in a process and a folder of its own, without limits of requests, for programs that measure it. */
export interface OwnServer {
  readonly url: string;
  readonly pid: number;
  readonly appId: string;
  readonly key: string;
  /** A request of the administrator; answers with the body. */
  readonly admin: (method: string, path: string, body?: object) => Promise<Record<string, unknown>>;
  /** Delivers an event to the app. */
  readonly deliver: (event: object, withinMs?: number) => Promise<Response>;
  /** A value of `/metrics`. */
  readonly metric: (name: string) => Promise<number>;
  readonly stop: () => Promise<void>;
}

export const ownServer = async (): Promise<OwnServer> => {
  const folder = await mkdtemp(join(tmpdir(), 'cti-own-'));
  const server = await startProcess(
    {
      ...{ DATA_DIR: folder, STORAGE: 'sqlite' },
      ...{ INTERNAL_API_SECRET: INTERNAL_SECRET, DIALPAD_WEBHOOK_SECRET: WEBHOOK_SECRET },
      ...{ RATE_LIMIT_WEBHOOKS: '0', RATE_LIMIT_API: '0', RATE_LIMIT_INTERNAL: '0' },
    },
    folder,
  );
  const { url, child } = server;
  const admin: OwnServer['admin'] = async (method, path, body) => {
    const headers = { authorization: `Bearer ${INTERNAL_SECRET}`, 'content-type': 'application/json' };
    const answer = await fetch(`${url}${path}`, {
      method,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
    });
    return JSON.parse(await answer.text());
  };
  const created = await admin('POST', '/internal/apps', { name: 'Clinic' });
  const appId = String(created.app_id);
  return {
    ...{ url, admin, appId, key: String(created.api_key), pid: child.pid ?? 0 },
    deliver: (event, withinMs = 5_000) => {
      const body = JSON.stringify(event);
      const headers = { 'content-type': 'application/json', 'x-dialpad-signature': hmac(body) };
      const signal = AbortSignal.timeout(withinMs);
      return fetch(`${url}/webhooks/dialpad/${appId}`, { method: 'POST', headers, body, signal });
    },
    metric: async (name) => {
      const text = await (await fetch(`${url}/metrics?format=prometheus`)).text();
      return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1] ?? Number.NaN);
    },
    stop: async () => {
      await server.end('SIGKILL');
      await rm(folder, { recursive: true, force: true });
    },
  };
};
