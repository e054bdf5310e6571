import { spawn } from 'node:child_process';
import { delimiter, dirname } from 'node:path';
import { text } from 'node:stream/consumers';

/** Tests that one process of mocha runs. */
export interface Group {
  readonly name: string;
  readonly specs: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** The Node that runs it, and all that it starts; this one by default. */
  readonly node?: string;
}

export interface Counts {
  readonly passing: number;
  readonly failing: number;
  readonly pending: number;
  /** The titles of those that failed, from the outermost suite to the test. */
  readonly failed?: readonly string[];
}

const AT_A_TIME = 2;
/** Milliseconds after which a group is taken to hang. */
const MAX_TIME = 900_000;
const CONTRACT = 'test/adapters/outbound/storage/storage.test.ts';
const END_TO_END = 'test/e2e/**/*.test.ts';
const BROWSER = 'test/browser/**/*.test.ts';
/** Fails a run in which some operation of the API never succeeded. */
const EVERY_OPERATION = './test/e2e/every-operation.ts';

/** The groups that make up the suite: those of one engine, what knows no storage, and the contract in memory. */
export const specsOf = {
  engine: [CONTRACT, END_TO_END, '--require', EVERY_OPERATION],
  rest: ['test/**/*.test.{ts,tsx}', '--ignore', CONTRACT, '--ignore', END_TO_END, '--ignore', BROWSER],
  browser: [BROWSER],
  memory: [CONTRACT],
} as const;

/** The environment in which every program that is looked up, npm too, runs on that Node. */
export const environmentOf = (node: string): NodeJS.ProcessEnv => ({
  ...process.env,
  PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ''}`,
});

/** The titles below the count of those that failed, as mocha's reporter `spec` prints them: a number, then a line for each suite. */
const failedIn = (output: string): readonly string[] => {
  const [, below = ''] = output.split(/^ +\d+ failing$/m);
  return [...below.matchAll(/^ {2}\d+\) (.+(?:\n {5,}\S.*)*?):\n/gm)].map(([, title = '']) =>
    title
      .split('\n')
      .map((line) => line.trim())
      .join(' › '),
  );
};

const countOf = (output: string, what: 'passing' | 'failing' | 'pending'): number =>
  Number(new RegExp(`^ +(\\d+) ${what}`, 'm').exec(output)?.[1] ?? 0);

/** Runs the groups, two at a time, and prints what each printed. The arguments go on to mocha. */
export const runGroups = async (
  groups: readonly Group[],
  programs: string,
  args: readonly string[],
): Promise<ReadonlyMap<string, Counts>> => {
  const run = async ({ name, specs, env, node = process.execPath }: Group): Promise<Counts> => {
    const mocha = spawn(node, ['node_modules/mocha/bin/mocha.js', ...specs, ...args], {
      env: { ...environmentOf(node), TEST_PROGRAMS: programs, ...env },
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
      failed: failedIn(output),
    };
    // What breaks outside a test counts as one failure.
    return code !== 0 && counts.failing === 0
      ? { ...counts, failing: 1, failed: ['what is outside its tests'] }
      : counts;
  };

  const results = new Map<string, Counts>();
  const waiting = [...groups];
  const work = async (): Promise<void> => {
    for (let group = waiting.shift(); group !== undefined; group = waiting.shift()) {
      results.set(group.name, await run(group));
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, work));
  return results;
};

/** Prints the counts of each, what else is to be said, and the sum; ends the process, with failure unless all passed. */
export const endWith = (results: ReadonlyMap<string, Counts>, remarks: readonly string[] = []): never => {
  const width = Math.max(...[...results.keys()].map((name) => name.length));
  const sum = (what: 'passing' | 'failing'): number =>
    [...results.values()].reduce((total, counts) => total + counts[what], 0);
  const failed = [...results].flatMap(([name, counts]) => (counts.failed ?? []).map((title) => `  ${name}: ${title}`));
  const line = (name: string, { passing, failing, pending }: Counts): string =>
    `${name.padEnd(width)} ${String(passing).padStart(5)} passed, ${failing} failed${pending === 0 ? '' : `, ${pending} left out`}`;
  const lines = [
    '',
    ...[...results].map(([name, counts]) => line(name, counts)),
    ...remarks,
    ...(failed.length === 0 ? [] : ['Failed:', ...failed]),
    `${sum('passing')} passed, ${sum('failing')} failed`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  process.exit(sum('failing') === 0 && sum('passing') > 0 ? 0 : 1);
};
