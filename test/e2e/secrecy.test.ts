import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { freePort } from '../../src/testing/free-port.js';
import { startSimulatedDialpad } from '../../src/testing/index.js';
import { listen } from './listener.js';
import { hmac } from './running.js';
import { killAll, startProcess } from './server-process.js';

describe('the log', function () {
  this.timeout(30_000);
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cti-secrecy-'));
  });
  after(async () => {
    killAll();
    await rm(folder, { recursive: true, force: true });
  });

  it('contains no key, secret, ticket or signature, even at debug level, wherever a client sends them', async () => {
    const internal = 'internal-secret-of-at-least-32-characters';
    const webhook = 'the-secret-of-the-webhook';
    const env = { LOG_LEVEL: 'debug', INTERNAL_API_SECRET: internal, DIALPAD_WEBHOOK_SECRET: webhook };
    const server = await startProcess(env, folder);
    const get = async (path: string, headers: Record<string, string> = {}, method = 'GET', body?: string) => {
      const response = await fetch(`${server.url}${path}`, { method, headers, ...(body && { body }) });
      return JSON.parse((await response.text()) || 'null');
    };
    const json = { authorization: `Bearer ${internal}`, 'content-type': 'application/json' };
    const app = await get('/internal/apps', json, 'POST', '{"name":"Clinic"}');
    const rotated = await get(`/internal/apps/${app.app_id}/api-key/rotate`, json, 'POST', '{"grace_seconds":60}');
    const { ticket } = await get('/api/ws-tickets', { 'x-app-api-key': rotated.api_key }, 'POST');
    const event = JSON.stringify({ event_type: 'call.ring', call_id: 1 });
    const signature = hmac(event, webhook);
    const wrongKey = `app_${'1'.repeat(64)}`;

    await get('/webhooks/dialpad', { 'x-dialpad-signature': signature }, 'POST', event);
    await get('/webhooks/dialpad', { 'x-dialpad-signature': 'wrong-signature' }, 'POST', event);
    await get(`/api/calls?api_key=${rotated.api_key}`, { 'x-app-api-key': wrongKey });
    await get(`/api/nothing?api_key=${rotated.api_key}`);
    await get('/internal/apps', { authorization: 'Bearer wrong-secret' });
    const listeners = [
      await listen(`${server.url}/ws?api_key=${rotated.api_key}&since=0`),
      await listen(`${server.url}/ws?ticket=${ticket}`),
    ];
    await listen(`${server.url}/ws?api_key=${wrongKey}`).catch(() => undefined);
    await listen(`${server.url}/ws?ticket=${ticket}`).catch(() => undefined);
    await listeners[0]?.count(1);
    for (const listener of listeners) listener.close();
    await server.end('SIGTERM');

    const log = server.output();
    expect(log).to.contain('"path":"/api/calls"').and.to.contain('"status":403');
    const secrets = { internal, webhook, signature, ticket, wrongKey, key: app.api_key, rotated: rotated.api_key };
    for (const [name, secret] of Object.entries({ ...secrets, wrong: 'wrong-secret', forged: 'wrong-signature' })) {
      expect(log.includes(String(secret)), name).to.equal(false);
    }
  });

  it('contains no credential of Dialpad, and neither does the storage', async () => {
    const dialpad = await startSimulatedDialpad();
    const port = await freePort();
    const own = `http://127.0.0.1:${port}`;
    const internal = 'internal-secret-of-at-least-32-characters';
    const env = {
      PORT: String(port),
      LOG_LEVEL: 'debug',
      STORAGE: 'sqlite',
      INTERNAL_API_SECRET: internal,
      DIALPAD_BASE_URL: dialpad.url,
      CLIENT_ID: dialpad.app.clientId,
      CLIENT_SECRET: dialpad.app.clientSecret,
      REDIRECT_URI: `${own}/auth/dialpad/callback`,
      PUBLIC_URL: own,
    };
    const home = await mkdtemp(join(folder, 'dialpad-'));
    const server = await startProcess(env, home);
    const admin = async (method: string, path: string, body = '{}') => {
      const headers = { authorization: `Bearer ${internal}`, 'content-type': 'application/json' };
      return (await fetch(`${own}${path}`, { method, headers, ...(method === 'GET' ? {} : { body }) })).json();
    };
    const { app_id } = (await admin('POST', '/internal/apps', '{"name":"Clinic"}')) as { readonly app_id: string };
    const path = `/internal/apps/${app_id}`;
    const connect = (await admin('POST', `${path}/dialpad/connect`)) as { readonly authorize_url: string };
    const opened = await fetch(connect.authorize_url, { redirect: 'manual' });
    const cookie = opened.headers.get('set-cookie')?.split(';')[0] ?? '';
    const there = await fetch(opened.headers.get('location') ?? '', { redirect: 'manual' });
    const back = there.headers.get('location') ?? '';
    for (const _ of ['taken', 'used already']) await fetch(back, { headers: { cookie } });
    await admin('POST', `${path}/dialpad/webhook`);
    const first = dialpad.webhooks()[0]?.secret ?? '';
    await admin('POST', `${path}/dialpad/webhook/rotate-secret`);
    dialpad.expireAccessTokens();
    await admin('POST', `${path}/users/sync`);
    const answers = JSON.stringify([
      await admin('GET', `${path}/dialpad`),
      await admin('GET', `${path}/dialpad/webhook`),
    ]);
    const second = dialpad.webhooks()[0]?.secret ?? '';
    dialpad.revoke();
    await admin('POST', `${path}/users/sync`);
    await server.end('SIGTERM');
    await dialpad.stop();

    const log = server.output();
    expect(log).to.contain('An app was connected to Dialpad').and.to.contain('is broken');
    const { searchParams } = new URL(back);
    const secrets = {
      state: searchParams.get('state') ?? '',
      code: searchParams.get('code') ?? '',
      browser: cookie.split('=')[1] ?? '',
      first,
      second,
      client: dialpad.app.clientSecret,
    };
    const files = await readdir(join(home, 'data'));
    const stored = await Promise.all(files.map((file) => readFile(join(home, 'data', file), 'latin1')));
    expect(stored).to.have.length.above(0);
    for (const text of [log, answers, ...stored]) {
      for (const [name, secret] of Object.entries(secrets)) {
        expect(secret, name).to.have.length.above(20);
        expect(text.includes(secret), name).to.equal(false);
      }
      expect(text).not.to.match(/(access|refresh)-[\w-]{20}/);
    }
  });
});
