/**
 * Measures the time from the first byte of a webhook to the message on the socket, on an idle server: one signed webhook at a time over
 * one connection, as often as the first argument says (2000 by default). Prints the distribution in milliseconds. Runs on embedded
 * SQLite in a new folder, or on the storage and the Redis that the environment names.
 */
import { createHmac } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isLeft } from 'fp-ts/lib/Either.js';
import { WebSocket } from 'ws';
import { loadConfig } from '../src/adapters/config/load-config.js';
import { startServer } from '../src/server.js';

const TIMES = Number(process.argv[2] ?? 2000);
const WARM_UP = 200;

const folder = await mkdtemp(join(tmpdir(), 'cti-bench-'));
const { STORAGE, DATABASE_URL, MONGODB_URI, MONGODB_DB, REDIS_URL } = process.env;
const env = {
  STORAGE,
  DATABASE_URL,
  MONGODB_URI,
  MONGODB_DB,
  REDIS_URL,
  PORT: '0',
  HOST: '127.0.0.1',
  DATA_DIR: folder,
  LOG_LEVEL: 'error',
  DIALPAD_WEBHOOK_SECRET: 's',
  INTERNAL_API_SECRET: 'i',
};
const loaded = await loadConfig({ env: { ...env, RATE_LIMIT_WEBHOOKS: '0' }, cwd: folder })();
if (isLeft(loaded)) throw new Error(loaded.left.message);
const started = await startServer({ config: loaded.right.config })();
if (isLeft(started)) throw new Error(started.left.message);
const server = started.right;

const agent = new Agent({ keepAlive: true, maxSockets: 1 });
const post = (path: string, body: string, headers: Record<string, string>): Promise<string> =>
  new Promise((resolve, reject) => {
    const sending = request(
      {
        agent,
        host: '127.0.0.1',
        port: server.port,
        path,
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
      },
      (response) => {
        let text = '';
        response.on('data', (chunk) => {
          text += chunk;
        });
        response.on('end', () => resolve(text));
      },
    );
    sending.on('error', reject);
    sending.end(body);
  });

const app = JSON.parse(await post('/internal/apps', '{"name":"bench"}', { authorization: 'Bearer i' }));
const socket = new WebSocket(`ws://127.0.0.1:${server.port}/ws?api_key=${app.api_key}`);
await new Promise((resolve) => socket.once('open', resolve));

const untilMessage: number[] = [];
const untilAnswer: number[] = [];
for (let n = 1; n <= TIMES + WARM_UP; n += 1) {
  const body = JSON.stringify({
    event_type: 'call.ring',
    call: { id: n, direction: 'inbound', from_number: '+15550110201', to_number: '+15550100101', user_id: 7 },
  });
  const signature = createHmac('sha256', 's').update(body).digest('hex');
  const message = new Promise<number>((resolve) => socket.once('message', () => resolve(performance.now())));
  const begun = performance.now();
  await post(`/webhooks/dialpad/${app.app_id}`, body, { 'x-dialpad-signature': signature });
  const answered = performance.now();
  const arrived = await message;
  if (n > WARM_UP) {
    untilAnswer.push(answered - begun);
    untilMessage.push(arrived - begun);
  }
}

const row = (name: string, values: number[]): string => {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): string =>
    (sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0).toFixed(2).padStart(8);
  return `${name.padEnd(28)}${at(0)}${at(0.5)}${at(0.9)}${at(0.99)}${at(0.999)}${at(1)}`;
};
process.stdout.write(
  `${'ms'.padEnd(28)}${['min', 'p50', 'p90', 'p99', 'p99.9', 'max'].map((head) => head.padStart(8)).join('')}\n`,
);
process.stdout.write(
  `${row('webhook → durable, answered', untilAnswer)}\n${row('webhook → message on socket', untilMessage)}\n`,
);

socket.close();
agent.destroy();
await server.stop();
await rm(folder, { recursive: true });
