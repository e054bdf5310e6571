import { spawnSync } from 'node:child_process';
import { hasBrowser } from './support/browser.js';
import { fetchNode } from './support/fetch-node.js';
import { endWith, type Group, runGroups, specsOf } from './support/mocha-groups.js';
import { mongoServer } from './support/mongodb.js';
import { hasRedis } from './support/redis.js';

/**
 * Runs every test: what knows no storage once, and the contract of storages and the end-to-end tests on each engine that is there.
 * Two groups at a time. TEST_NODE names another Node, on which what is end to end runs as well. Arguments go on to mocha.
 */

const { TEST_DATABASE_URL, TEST_REDIS_URL, TEST_NODE } = process.env;

// Built once, the programs that tests start over and over are up a second sooner each.
const built = spawnSync('npm', ['run', '--silent', 'build'], { stdio: ['ignore', 'inherit', 'inherit'] });
if (built.status !== 0) process.exit(1);
const programs = new URL('../dist', import.meta.url).pathname;

const mongo = await mongoServer();

const onEngine = (engine: string): Group => ({
  name: engine,
  specs: specsOf.engine,
  env: { TEST_STORAGE: engine, ...(mongo === null ? {} : { TEST_MONGODB_URI: mongo.uri }) },
});

const otherNode = TEST_NODE === undefined ? null : fetchNode(TEST_NODE);
if (TEST_NODE !== undefined && otherNode === null) throw new Error(`Node ${TEST_NODE} cannot be fetched`);

/** The longest first, so that none is left over at the end. */
const groups: readonly Group[] = [
  ...(mongo === null ? [] : [onEngine('mongodb')]),
  ...(TEST_DATABASE_URL === undefined ? [] : [onEngine('postgres')]),
  {
    name: 'the rest',
    specs: specsOf.rest,
    env: mongo === null ? {} : { TEST_MONGODB_URI: mongo.uri },
  },
  onEngine('sqlite'),
  ...(otherNode === null
    ? []
    : [{ ...onEngine('sqlite'), name: `sqlite, Node ${otherNode.version}`, node: otherNode.path }]),
  ...(hasBrowser() ? [{ name: 'browser', specs: specsOf.browser, env: { TEST_STORAGE: 'sqlite' } }] : []),
  { name: 'memory', specs: specsOf.memory, env: { TEST_STORAGE: 'memory' } },
];

const skipped = [
  ...(TEST_DATABASE_URL === undefined ? ['PostgreSQL (set TEST_DATABASE_URL)'] : []),
  ...(mongo === null ? ['MongoDB (set TEST_MONGODB_URI)'] : []),
  ...(TEST_REDIS_URL === undefined ? ['Redis (set TEST_REDIS_URL)'] : []),
  ...(hasBrowser() ? [] : ['what runs in a browser (install chromium, or set CHROMIUM_PATH)']),
  ...(hasRedis() ? [] : ['several processes (install redis-server)']),
];

const results = await runGroups(groups, programs, process.argv.slice(2));
await mongo?.stop();

endWith(results, skipped.length > 0 ? [`Skipped, for want of a server: ${skipped.join(', ')}`] : []);
