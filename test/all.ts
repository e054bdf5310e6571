import { spawn, spawnSync } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { mongoServer } from './support/mongodb.js';
import { hasRedis } from './support/redis.js';

/**
 * Runs every test: what knows no storage once, and the contract of storages and the end-to-end tests on each engine that is there.
 * Two groups at a time. Arguments go on to mocha.
 */

interface Group {
  readonly name: string;
  readonly specs: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

interface Counts {
  readonly passing: number;
  readonly failing: number;
  readonly pending: number;
}

const AT_A_TIME = 2;
/** Milliseconds after which a group is taken to hang. */
const MAX_TIME = 900_000;
const CONTRACT = 'test/adapters/outbound/storage/storage.test.ts';
const END_TO_END = 'test/e2e/**/*.test.ts';
/** Fails a run in which some operation of the API never succeeded. */
const EVERY_OPERATION = './test/e2e/every-operation.ts';

const { TEST_DATABASE_URL, TEST_REDIS_URL } = process.env;

// Built once, the programs that tests start over and over are up a second sooner each.
const built = spawnSync('npm', ['run', '--silent', 'build'], { stdio: ['ignore', 'inherit', 'inherit'] });
if (built.status !== 0) process.exit(1);
const programs = new URL('../dist', import.meta.url).pathname;

const mongo = await mongoServer();

const onEngine = (engine: string): Group => ({
  name: engine,
  specs: [CONTRACT, END_TO_END, '--require', EVERY_OPERATION],
  env: { TEST_STORAGE: engine, ...(mongo === null ? {} : { TEST_MONGODB_URI: mongo.uri }) },
});

/** The longest first, so that none is left over at the end. */
const groups: readonly Group[] = [
  ...(mongo === null ? [] : [onEngine('mongodb')]),
  ...(TEST_DATABASE_URL === undefined ? [] : [onEngine('postgres')]),
  onEngine('sqlite'),
  {
    name: 'the rest',
    specs: ['test/**/*.test.ts', '--ignore', CONTRACT, '--ignore', END_TO_END],
    env: mongo === null ? {} : { TEST_MONGODB_URI: mongo.uri },
  },
  { name: 'memory', specs: [CONTRACT], env: { TEST_STORAGE: 'memory' } },
];

const skipped = [
  ...(TEST_DATABASE_URL === undefined ? ['PostgreSQL (set TEST_DATABASE_URL)'] : []),
  ...(mongo === null ? ['MongoDB (set TEST_MONGODB_URI)'] : []),
  ...(TEST_REDIS_URL === undefined ? ['Redis (set TEST_REDIS_URL)'] : []),
  ...(hasRedis() ? [] : ['several processes (install redis-server)']),
];

const countOf = (output: string, what: keyof Counts): number =>
  Number(new RegExp(`^ +(\\d+) ${what}`, 'm').exec(output)?.[1] ?? 0);

const run = async ({ name, specs, env }: Group): Promise<Counts> => {
  const mocha = spawn(process.execPath, ['node_modules/mocha/bin/mocha.js', ...specs, ...process.argv.slice(2)], {
    env: { ...process.env, TEST_PROGRAMS: programs, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
    // A process group of its own: what it leaves behind goes with it.
    detached: true,
  });
  const killGroup = (): void => {
    if (mocha.pid === undefined) return;
    try {
      process.kill(-mocha.pid, 'SIGKILL');
    } catch {
      // Nothing of it is left.
    }
  };
  const ended = new Promise<number | null>((resolve) => mocha.on('exit', resolve));
  const limit = setTimeout(killGroup, MAX_TIME);
  const reading = text(mocha.stdout);
  const code = await ended;
  clearTimeout(limit);
  killGroup();
  const output = await reading;
  process.stdout.write(`\n=== ${name} ===\n${output}`);
  const counts = {
    passing: countOf(output, 'passing'),
    failing: countOf(output, 'failing'),
    pending: countOf(output, 'pending'),
  };
  // What breaks outside a test counts as one failure.
  return code !== 0 && counts.failing === 0 ? { ...counts, failing: 1 } : counts;
};

const results = new Map<string, Counts>();
const waiting = [...groups];
const work = async (): Promise<void> => {
  for (let group = waiting.shift(); group !== undefined; group = waiting.shift()) {
    results.set(group.name, await run(group));
  }
};
await Promise.all(Array.from({ length: AT_A_TIME }, work));
await mongo?.stop();

const sum = (what: keyof Counts): number => [...results.values()].reduce((total, counts) => total + counts[what], 0);
const line = (name: string, { passing, failing, pending }: Counts): string =>
  `${name.padEnd(10)} ${String(passing).padStart(5)} passed, ${failing} failed${pending === 0 ? '' : `, ${pending} left out`}\n`;

process.stdout.write('\n');
for (const [name, counts] of results) process.stdout.write(line(name, counts));
if (skipped.length > 0) process.stdout.write(`Skipped, for want of a server: ${skipped.join(', ')}\n`);
process.stdout.write(`${sum('passing')} passed, ${sum('failing')} failed\n`);
process.exit(sum('failing') === 0 && sum('passing') > 0 ? 0 : 1);
