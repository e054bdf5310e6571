import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { INTERNAL_SECRET, WEBHOOK_SECRET } from '../e2e/running.js';
import { startProcess } from '../e2e/server-process.js';
import { seeded } from '../support/seeded.js';
import { type Attempt, rawAttempt, restAttempt, socketAttempt, type Target, webhookAttempt } from './requests.js';
import { strange } from './strange.js';

/**
 * Sends a server what nobody should send, for `--minutes`; `--seed` repeats a run. Fails on an answer of 5xx other than 503, if the
 * server ends or stops answering, and if some input holds its event loop for longer than a fifth of a second, also when it is sent again.
 */
const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '1' }, seed: { type: 'string', default: '1' } },
});

const MAX_LAG_SECONDS = 0.2;
const AT_ONCE = 8;
/** After so many attempts it is looked how the server is. */
const ROUND = 64;
const MAX_RSS = 1_500_000_000;

const folder = await mkdtemp(join(tmpdir(), 'cti-fuzz-'));
const server = await startProcess(
  {
    ...{
      DATA_DIR: folder,
      STORAGE: 'sqlite',
      INTERNAL_API_SECRET: INTERNAL_SECRET,
      DIALPAD_WEBHOOK_SECRET: WEBHOOK_SECRET,
    },
    ...{ RATE_LIMIT_WEBHOOKS: '0', RATE_LIMIT_API: '0', RATE_LIMIT_INTERNAL: '0', LOG_LEVEL: 'info' },
  },
  folder,
);

const adminHeaders = { authorization: `Bearer ${INTERNAL_SECRET}`, 'content-type': 'application/json' };
const read = async (path: string, init: RequestInit = {}) => {
  const answer = await fetch(`${server.url}${path}`, init);
  return JSON.parse(await answer.text());
};

const target = async (): Promise<Target> => {
  const created = await read('/internal/apps', { method: 'POST', headers: adminHeaders, body: '{"name":"Clinic"}' });
  const { paths } = await read('/openapi.json');
  const operations = Object.entries<Record<string, { parameters?: { name: string }[] }>>(paths).flatMap(
    ([path, methods]) =>
      Object.entries(methods).map(([method, { parameters = [] }]) => ({
        method: method.toUpperCase(),
        path,
        parameters: parameters.map(({ name }) => name),
      })),
  );
  // The app must stay: the rest is about it.
  return {
    url: server.url,
    key: created.api_key,
    appId: created.app_id,
    operations: operations.filter(({ path }) => !/revoke|rotate|\/api-key$/.test(path)),
  };
};

const metric = (text: string, name: string): number =>
  Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1] ?? Number.NaN);

/** The longest delay of the event loop since it was asked last, in seconds, and the memory in bytes. */
const vitals = async (): Promise<{ readonly lag: number; readonly rss: number }> => {
  const answer = await fetch(`${server.url}/metrics?format=prometheus`, { signal: AbortSignal.timeout(20_000) });
  const text = await answer.text();
  const now = {
    lag: metric(text, 'nodejs_eventloop_lag_max_seconds'),
    rss: metric(text, 'process_resident_memory_bytes'),
  };
  if (Number.isNaN(now.lag + now.rss)) throw new Error('the metrics of the event loop or of memory are missing');
  return now;
};

const counts = new Map<string, number>();
const failures: string[] = [];

const HANGS_MS = 30_000;

/** A client waits no longer, and is told so. */
const within = (attempt: Attempt): Promise<number | null> =>
  new Promise((resolve) => {
    const timer = setTimeout(() => {
      failures.push(`nothing for ${HANGS_MS} ms: ${attempt.what}`);
      resolve(null);
    }, HANGS_MS);
    void attempt.send().then((status) => {
      clearTimeout(timer);
      resolve(status);
    });
  });

const send = async (attempts: readonly Attempt[]): Promise<void> => {
  const waiting = [...attempts];
  const sender = async (): Promise<void> => {
    for (let attempt = waiting.shift(); attempt !== undefined; attempt = waiting.shift()) {
      const status = await within(attempt);
      const name = status === null ? 'no answer' : String(status);
      counts.set(name, (counts.get(name) ?? 0) + 1);
      if (status !== null && status >= 500 && status !== 503 && status !== 505)
        failures.push(`${status}: ${attempt.what}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, sender));
};

/** Finds which attempts hold the loop, each alone; a machine that is busy with other things does so once, but not again. */
const slowOnes = async (attempts: readonly Attempt[]): Promise<void> => {
  for (const attempt of attempts) {
    let slow = 0;
    for (let time = 0; time < 3; time += 1) {
      await vitals();
      await attempt.send();
      if ((await vitals()).lag > MAX_LAG_SECONDS) slow += 1;
    }
    if (slow === 3) failures.push(`the event loop was held for over ${MAX_LAG_SECONDS} s by ${attempt.what}`);
  }
};

const aim = await target();
const source = strange(seeded(Number(values.seed)));
const kinds = [restAttempt, restAttempt, webhookAttempt, webhookAttempt, socketAttempt, rawAttempt];
const minutes = Number(values.minutes);
if (!(minutes > 0)) throw new Error('--minutes must be a number above 0');
const until = performance.now() + minutes * 60_000;
let alive = true;
while (performance.now() < until && alive && failures.length < 20) {
  const attempts = Array.from({ length: ROUND }, () => source.pick(kinds)(aim, source));
  await send(attempts);
  const now = await vitals().catch(() => null);
  alive = now !== null && server.child.exitCode === null;
  if (now === null || !alive) {
    failures.push(`the server does not answer after one of\n  ${attempts.map(({ what }) => what).join('\n  ')}`);
  } else if (now.rss > MAX_RSS) failures.push(`the server holds ${now.rss} bytes`);
  else if (now.lag > MAX_LAG_SECONDS) await slowOnes(attempts);
}

await server.end('SIGKILL');
await rm(folder, { recursive: true, force: true });
const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
process.stdout.write(`Seed ${values.seed}: ${total} attempts\n\n| status | answers |\n| --- | --- |\n`);
for (const [status, count] of [...counts].sort()) process.stdout.write(`| ${status} | ${count} |\n`);
for (const failure of failures) process.stdout.write(`\nfailed: ${failure}\n`);
if (!alive) process.stdout.write(server.output().slice(-3_000));
process.stdout.write(`\n${failures.length === 0 ? '1 passed, 0 failed' : `0 passed, ${failures.length} failed`}\n`);
process.exit(failures.length === 0 ? 0 : 1);
