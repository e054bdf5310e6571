/**
 * Measures the time from a webhook of one app to the message on its socket, alone and while another app does the worst that its limits
 * allow: clients that resume from the beginning in a loop, sockets that never read, large lists, a flood of webhooks of up to a MiB.
 * The server, the load and the measurement are a process each. Prints the distribution in milliseconds. The first argument says how many
 * webhooks are measured each time (400 by default). Runs on embedded SQLite in a new folder, or on the storage that the environment names.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isLeft } from 'fp-ts/lib/Either.js';
import { WebSocket } from 'ws';
import { loadConfig } from '../src/adapters/config/load-config.js';
import { startServer } from '../src/server.js';

interface Target {
  readonly port: number;
  readonly appId: string;
  readonly key: string;
}

const HISTORY = 30_000;
const RESUMING = 20;
const NEVER_READING = 200;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const deliver = ({ port, appId }: Pick<Target, 'port' | 'appId'>, event: unknown): Promise<Response> => {
  const body = JSON.stringify(event);
  const signature = createHmac('sha256', 's').update(body).digest('hex');
  const headers = { 'content-type': 'application/json', 'x-dialpad-signature': signature };
  return fetch(`http://127.0.0.1:${port}/webhooks/dialpad/${appId}`, { method: 'POST', body, headers });
};
const ring = (id: number) => ({
  event_type: 'call.ring',
  call: { id, direction: 'inbound', from_number: '+15550110201', to_number: '+15550100101', user_id: 7 },
});

/** The server, in a process of its own. */
const serve = async (): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'cti-bench-'));
  const { STORAGE, DATABASE_URL, MONGODB_URI, MONGODB_DB } = process.env;
  const env = {
    ...{ STORAGE, DATABASE_URL, MONGODB_URI, MONGODB_DB },
    ...{ PORT: '0', HOST: '127.0.0.1', DATA_DIR: folder, LOG_LEVEL: 'error' },
    ...{ DIALPAD_WEBHOOK_SECRET: 's', INTERNAL_API_SECRET: 'i' },
  };
  const loaded = await loadConfig({ env, cwd: folder })();
  if (isLeft(loaded)) throw new Error(loaded.left.message);
  const started = await startServer({ config: loaded.right.config })();
  if (isLeft(started)) throw new Error(started.left.message);
  process.send?.(started.right.port);
  await once(process, 'message');
  await started.right.stop();
  await rm(folder, { recursive: true });
  process.exit();
};

/** The other app's load, until the process is ended. */
const load = async (target: Target): Promise<void> => {
  const { port, key } = target;
  for (let n = 0; n < HISTORY; n += 1_000) {
    await deliver(
      target,
      Array.from({ length: 1_000 }, (_, k) => ring(n + k + 1)),
    );
  }
  const read = async (path: string) =>
    (await fetch(`http://127.0.0.1:${port}${path}`, { headers: { 'x-app-api-key': key } })).json();
  // biome-ignore lint/suspicious/noExplicitAny: JSON of the server
  while (((await read('/api/events?limit=1')) as any).seq < HISTORY) await pause(200);
  process.send?.('filled');
  await once(process, 'message');

  for (let n = 0; n < NEVER_READING; n += 1) {
    const socket = connect(port, '127.0.0.1').pause();
    socket.on('error', () => undefined);
    socket.write(`GET /api/events/stream?since=0&api_key=${key} HTTP/1.1\r\nhost: cti\r\n\r\n`);
  }
  const resume = (): void => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/ws?api_key=${key}&since=0`);
    let count = 0;
    socket.on('message', () => {
      count += 1;
      if (count === HISTORY) socket.close();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => setTimeout(resume, 10));
  };
  for (let n = 0; n < RESUMING; n += 1) resume();
  const every = (ms: number, work: (n: number) => Promise<unknown>): void => {
    let n = 0;
    setInterval(() => {
      n += 1;
      work(n).catch(() => undefined);
    }, ms);
  };
  // 300 requests a minute, 1,000 webhooks a minute: the default limits.
  const lists = ['/api/calls?limit=100&offset=9000', '/api/events?limit=100', '/api/calls?limit=100&from=5550110201'];
  every(200, (n) => read(lists[n % lists.length] ?? '/api/calls'));
  const text = 'x'.repeat(900_000);
  every(60, (n) =>
    deliver(target, n % 4 === 0 ? { event_type: 'sms.received', id: n, text } : ring(HISTORY + n)).then((r) =>
      r.text(),
    ),
  );
};

const measure = async (target: Target, times: number, first: number): Promise<readonly number[]> => {
  const socket = new WebSocket(`ws://127.0.0.1:${target.port}/ws?api_key=${target.key}`);
  await once(socket, 'open');
  const measured: number[] = [];
  for (let n = 0; n < times; n += 1) {
    const message = once(socket, 'message');
    const begun = performance.now();
    const answer = deliver(target, ring(first + n));
    await message;
    measured.push(performance.now() - begun);
    const { status } = await answer;
    if (status !== 200) throw new Error(`a webhook was answered ${status}`);
    // Within the limit of 1,000 a minute.
    await pause(60);
  }
  socket.close();
  return measured;
};

const row = (name: string, values: readonly number[]): string => {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): string =>
    (sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0).toFixed(1).padStart(9);
  return `${name.padEnd(24)}${at(0)}${at(0.5)}${at(0.9)}${at(0.99)}${at(1)}\n`;
};

const newApp = async (port: number, name: string): Promise<Target> => {
  const headers = { authorization: 'Bearer i', 'content-type': 'application/json' };
  const body = JSON.stringify({ name });
  const answer = await fetch(`http://127.0.0.1:${port}/internal/apps`, { method: 'POST', headers, body });
  // biome-ignore lint/suspicious/noExplicitAny: JSON of the server
  const { app_id, api_key } = (await answer.json()) as any;
  return { port, appId: app_id, key: api_key };
};

const begin = (...args: readonly string[]): ChildProcess => fork(import.meta.filename, args);

const compare = async (times: number): Promise<void> => {
  const server = begin('serve');
  const [port] = await once(server, 'message');
  const [own, other] = [await newApp(port, 'measured'), await newApp(port, 'other')];
  const loading = begin('load', JSON.stringify(other));
  await once(loading, 'message');
  await measure(own, 50, 1);
  const alone = await measure(own, times, 1_000);
  loading.send('begin');
  await pause(2_000);
  const beside = await measure(own, times, 100_000);
  loading.kill();
  const heads = ['min', 'p50', 'p90', 'p99', 'max'].map((head) => head.padStart(9)).join('');
  process.stdout.write(`${'ms'.padEnd(24)}${heads}\n${row('alone', alone)}${row('beside the other app', beside)}`);
  server.send('stop');
  await once(server, 'exit');
};

const [mode, argument] = process.argv.slice(2);
if (mode === 'serve') await serve();
else if (mode === 'load') await load(JSON.parse(argument ?? ''));
else await compare(Number(mode ?? 400));
