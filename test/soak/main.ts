import { readdir } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { WebSocket } from 'ws';
import { ownServer } from '../support/own-server.js';
import { percentile } from '../support/percentile.js';

/**
 * Runs a server for `--minutes` as it is used: steady webhooks, reads, keys that are rotated, sockets that come and go. Fails if the memory,
 * the open files or the latency of the last quarter are worse than those of the first by more than the bounds below.
 */
const { values } = parseArgs({ options: { minutes: { type: 'string', default: '5' } } });
const minutes = Number(values.minutes);
if (!(minutes > 0)) throw new Error('--minutes must be a number above 0');

const WEBHOOK_EVERY_MS = 25;
const READ_EVERY_MS = 500;
const ROTATE_EVERY_MS = 5_000;
const SAMPLE_EVERY_MS = 1_000;
const SOCKETS = 50;
const SOCKET_MS = 3_000;

const server = await ownServer();
let { key } = server;
const begun = performance.now();
const until = begun + minutes * 60_000;
const elapsed = (): number => (performance.now() - begun) / (until - begun);

interface Sample {
  readonly at: number;
  readonly rss: number;
  readonly heap: number;
  readonly files: number;
}
const samples: Sample[] = [];
const latencies: { readonly at: number; readonly ms: number }[] = [];
const sentAt = new Map<number, number>();
const problems: string[] = [];

const every = async (ms: number, work: () => Promise<unknown>): Promise<void> => {
  while (performance.now() < until) {
    await Promise.all([pause(ms), work().catch((error) => problems.push(String(error)))]);
  }
};

/** Follows the stream for so long, and notes how long each event took from its delivery. */
const follow = (ms: number, isNoting: boolean): Promise<void> =>
  new Promise((resolve) => {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/ws?api_key=${key}`);
    const timer = setTimeout(() => socket.close(), ms);
    socket.on('message', (data) => {
      if (!isNoting) return;
      const { dialpad_call_id: id } = JSON.parse(String(data));
      const sent = sentAt.get(id);
      if (sent !== undefined) latencies.push({ at: elapsed(), ms: performance.now() - sent });
      sentAt.delete(id);
    });
    socket
      .on('error', () => undefined)
      .on('close', () => {
        clearTimeout(timer);
        resolve();
      });
  });

let calls = 0;
await Promise.all([
  every(WEBHOOK_EVERY_MS, async () => {
    calls += 1;
    sentAt.set(calls, performance.now());
    const answer = await server.deliver({ event_type: 'call.ring', call_id: calls, direction: 'inbound' });
    if (answer.status !== 200) problems.push(`a webhook was answered ${answer.status}`);
  }),
  every(READ_EVERY_MS, async () => {
    const answer = await fetch(`${server.url}/api/calls?limit=50`, { headers: { 'x-app-api-key': key } });
    await answer.text();
    if (answer.status !== 200) problems.push(`a list was answered ${answer.status}`);
  }),
  every(ROTATE_EVERY_MS, async () => {
    const rotated = await server.admin('POST', `/internal/apps/${server.appId}/api-key/rotate`, { grace_seconds: 10 });
    key = String(rotated.api_key);
  }),
  every(SAMPLE_EVERY_MS, async () => {
    samples.push({
      at: elapsed(),
      rss: await server.metric('process_resident_memory_bytes'),
      heap: await server.metric('nodejs_heap_size_used_bytes'),
      files: (await readdir(`/proc/${server.pid}/fd`)).length,
    });
  }),
  every(0, () => follow(SOCKET_MS, true)),
  ...Array.from({ length: SOCKETS }, async (_, n) => {
    await pause((n * SOCKET_MS) / SOCKETS);
    await every(0, () => follow(SOCKET_MS, false));
  }),
]);
await server.stop();

const MIB = 1024 * 1024;
const of = (isWithin: (at: number) => boolean) => {
  const within = samples.filter(({ at }) => isWithin(at));
  const times = latencies.filter(({ at }) => isWithin(at)).map(({ ms }) => ms);
  return {
    rss: Math.min(...within.map(({ rss }) => rss)) / MIB,
    // The least of many is what a collection leaves.
    heap: Math.min(...within.map(({ heap }) => heap)) / MIB,
    files: percentile(
      within.map(({ files }) => files),
      0.5,
    ),
    p50: percentile(times, 0.5),
    p99: percentile(times, 0.99),
  };
};
// The first tenth warms up.
const start = of((at) => at >= 0.1 && at < 0.35);
const end = of((at) => at >= 0.75);
const bounds = {
  rss: start.rss * 1.5 + 64,
  heap: start.heap * 1.5 + 16,
  files: start.files + 20,
  p50: start.p50 * 3 + 20,
  p99: start.p99 * 3 + 100,
};
const rows: readonly (readonly [keyof typeof bounds, string])[] = [
  ['rss', 'memory (MiB)'],
  ['heap', 'heap after a collection (MiB)'],
  ['files', 'open files'],
  ['p50', 'webhook to socket, median (ms)'],
  ['p99', 'webhook to socket, p99 (ms)'],
];
process.stdout.write(
  `${calls} webhooks in ${minutes} minutes\n\n| | at the start | at the end | at most |\n| --- | --- | --- | --- |\n`,
);
for (const [name, title] of rows) {
  process.stdout.write(
    `| ${[title, ...[start[name], end[name], bounds[name]].map((value) => value.toFixed(1))].join(' | ')} |\n`,
  );
  // Also not a number.
  if (!(end[name] <= bounds[name])) problems.push(`${title}: ${end[name].toFixed(1)} at the end`);
}
for (const problem of [...new Set(problems)].slice(0, 20)) process.stdout.write(`\nfailed: ${problem}\n`);
process.stdout.write(`\n${problems.length === 0 ? '1 passed, 0 failed' : '0 passed, 1 failed'}\n`);
process.exit(problems.length === 0 ? 0 : 1);
