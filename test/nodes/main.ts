import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { fetchNode, type Node } from '../support/fetch-node.js';
import { type Counts, endWith, environmentOf, type Group, runGroups, specsOf } from '../support/mocha-groups.js';

/**
 * Runs the suite, `npm start` and `npm run demo` on each Node that is alive and on the one that runs this; on the last Node that is too
 * old, sees it refused. npx fetches the others. `npm run test:nodes -- 24 26` runs those two; `--programs` leaves
 * the suite out.
 */
const ALIVE = ['20.19', '22', '24', '26'];
const TOO_OLD = '18';
/** Milliseconds within which a server has to serve. */
const START_WITHIN = 60_000;

const { values, positionals } = parseArgs({
  options: {
    programs: { type: 'boolean', default: false },
    'forbid-pending': { type: 'boolean', default: false },
  },
  allowPositionals: true,
});
const root = new URL('../..', import.meta.url).pathname;

const own: Node = { version: process.versions.node, path: process.execPath };

const groupsOf = ({ version, path: node }: Node): Group[] =>
  values.programs
    ? []
    : [
        { name: `${version} sqlite`, specs: specsOf.engine, env: { TEST_STORAGE: 'sqlite' }, node },
        { name: `${version} the rest`, specs: specsOf.rest, node },
        { name: `${version} memory`, specs: specsOf.memory, env: { TEST_STORAGE: 'memory' }, node },
      ];

/** What Node itself warns of begins so. */
const warns = (output: string): boolean => /\(node:\d+\)/.test(output);

const outcome = (isGood: boolean, what: string, output: string): Counts => {
  process.stdout.write(`\n=== ${what} ===\n${output}\n`);
  return { passing: isGood ? 1 : 0, failing: isGood ? 0 : 1, pending: 0 };
};

/** `npm start` has to serve, stop when told to, and warn of nothing. */
const starts = async ({ version, path }: Node): Promise<Counts> => {
  const folder = await mkdtemp(join(tmpdir(), 'cti-nodes-'));
  const env = { ...environmentOf(path), PORT: '0', HOST: '127.0.0.1', DATA_DIR: folder, JSON_LOGS: 'true' };
  const npm = spawn('npm', ['start'], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(npm, 'close');
  let output = '';
  let isReady = false;
  const limit = setTimeout(() => npm.kill('SIGKILL'), START_WITHIN);
  npm.stderr.on('data', (data) => {
    output += data;
  });
  createInterface(npm.stdout).on('line', async (line) => {
    output += `${line}\n`;
    const [, port] = /"port":(\d+)/.exec(line) ?? [];
    if (port === undefined) return;
    isReady = await fetch(`http://127.0.0.1:${port}/health/ready`).then(
      (answer) => answer.ok,
      () => false,
    );
    npm.kill('SIGTERM');
  });
  const [code] = await ended;
  clearTimeout(limit);
  await rm(folder, { recursive: true });
  return outcome(isReady && code === 0 && !warns(output), `${version} npm start`, `${output}\nexit code ${code}`);
};

/** `npm run demo` has to play to its end, with every webhook taken, and warn of nothing. */
const plays = ({ version, path }: Node): Counts => {
  const { status, stdout, stderr } = spawnSync('npm', ['run', 'demo', '--', '100'], {
    cwd: root,
    env: environmentOf(path),
    encoding: 'utf8',
  });
  const isPlayed = /^[1-9]\d* webhooks delivered, 0 refused; [1-9]\d* events/m.test(stdout);
  return outcome(status === 0 && isPlayed && !warns(stderr), `${version} npm run demo`, `${stdout}${stderr}`);
};

/** A program has to end with one line that names what is needed. */
const isRefused = ({ version, path }: Node): Counts => {
  const { status, stdout, stderr } = spawnSync(path, ['dist/main.js'], { cwd: root, encoding: 'utf8' });
  const isOneLine = /^cti-server needs Node [^\n]+\n$/.test(stderr) && stdout === '';
  return outcome(status === 1 && isOneLine, `${version} refused`, `${stdout}${stderr}`);
};

const unfetched: Counts = { passing: 0, failing: 1, pending: 0 };

const results = new Map<string, Counts>();
const nodes: Node[] = positionals.length === 0 ? [own] : [];
for (const wanted of positionals.length === 0 ? ALIVE : positionals) {
  const node = fetchNode(wanted);
  if (node === null) results.set(`${wanted} fetched`, unfetched);
  else if (!nodes.some(({ version }) => version === node.version)) nodes.push(node);
}

const mocha = values['forbid-pending'] ? ['--forbid-pending'] : [];
for (const [name, counts] of await runGroups(nodes.flatMap(groupsOf), join(root, 'dist'), mocha)) {
  results.set(name, counts);
}
for (const node of nodes) {
  results.set(`${node.version} npm start`, await starts(node));
  results.set(`${node.version} npm run demo`, plays(node));
}
if (positionals.length === 0) {
  const node = fetchNode(TOO_OLD);
  results.set(`${node?.version ?? TOO_OLD} refused`, node === null ? unfetched : isRefused(node));
}

endWith(results);
