import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { startTestServer } from '../src/testing/test-server.js';

/*
 * `npm run client:types` writes src/client/api.ts: the types of the client, from the description that a server of this source serves.
 * openapi-typescript needs an older TypeScript than this project, so it is installed in a folder of its own, from npm's cache if it can.
 */

const execute = promisify(execFile);
const FILE = new URL('../src/client/api.ts', import.meta.url);
const HEADER = `/*
 * The types of the API and of its events. Made by \`npm run client:types\` from /openapi.json; a test fails if it is not up to date.
 */

`;

type Json = { [key: string]: Json } | readonly Json[] | string | number | boolean | null;

/** Whether an answer is a success. What a refusal looks like is said once, by \`Failure\`. */
const isSuccess = (status: string): boolean => status.startsWith('2');
/** Whether a CRM calls this path: Dialpad's webhooks and the description itself are not for it. */
const isForClients = (path: string): boolean => !path.startsWith('/webhooks/') && path !== '/openapi.json';

const isObject = (value: Json | undefined): value is { [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const kept = (object: Json | undefined, keep: (key: string) => boolean): [string, Json][] =>
  isObject(object) ? Object.entries(object).filter(([key]) => keep(key)) : [];

const withoutHeaders = (answer: Json): Json => {
  if (!isObject(answer)) return answer;
  const { headers: _, ...rest } = answer;
  return rest;
};

const shortOperation = (operation: Json): Json => {
  if (!isObject(operation) || operation.responses === undefined) return operation;
  const answers = kept(operation.responses, isSuccess).map(([status, answer]) => [status, withoutHeaders(answer)]);
  return { ...operation, responses: Object.fromEntries(answers) };
};

const shortPath = (path: Json): Json =>
  isObject(path)
    ? Object.fromEntries(Object.entries(path).map(([method, operation]) => [method, shortOperation(operation)]))
    : path;

/** The description without what the types of a client do not need: headers, and every refusal of every operation. */
const short = (document: { [key: string]: Json }): Json => ({
  ...document,
  paths: Object.fromEntries(kept(document.paths, isForClients).map(([path, value]) => [path, shortPath(value)])),
});

/** The text of src/client/api.ts, from the description that this server serves. `folder` is where the generator is installed. */
export const clientTypes = async (url: string, folder: string): Promise<string> => {
  const description = join(folder, 'openapi.json');
  const output = join(folder, 'api.ts');
  await writeFile(description, JSON.stringify(short(JSON.parse(await (await fetch(`${url}/openapi.json`)).text()))));
  await execute(join(folder, 'node_modules/.bin/openapi-typescript'), [description, '-o', output], { cwd: folder });
  const text = await readFile(output, 'utf8');
  return HEADER + text.slice(text.indexOf('export interface paths'));
};

/** Installs packages in a new folder, with npm's cache in preference to the network. */
export const installIn = async (folder: string, packages: readonly string[]): Promise<void> => {
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'crm', private: true, type: 'module' }));
  const quiet = ['--silent', '--no-audit', '--no-fund', '--prefer-offline'];
  await execute('npm', ['install', ...quiet, ...packages], { cwd: folder });
};

/** What `clientTypes` needs. */
export const GENERATOR = ['openapi-typescript@7', 'typescript@5'];

const main = async (): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'cti-client-types-'));
  const server = await startTestServer();
  try {
    await installIn(folder, GENERATOR);
    await writeFile(FILE, await clientTypes(server.url, folder));
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
};

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main();
