import { execFile } from 'node:child_process';
import type { Stats } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';

const execute = promisify(execFile);
const root = new URL('../../', import.meta.url).pathname;
const COMPILER = join(root, 'node_modules/typescript/bin/tsc');
const STRICT = ['--strict', '--skipLibCheck', 'false', '--target', 'ES2022', '--types', 'node'];
const PAGES = ['docs/embedding.md', 'docs/storage-adapters.md', 'docs/dialpad.md'];
/** What is copied to be packed: packing builds anew, and other tests run what is built here. */
const PACKED = [
  'package.json',
  'require-node.cjs',
  'tsconfig.json',
  'tsconfig.build.json',
  'build',
  'console',
  'src',
  'docs',
  'migrations',
  'LICENSE',
];

/** What a page may give a client. */
const PAGE = `import { createClient } from 'cti-server/client';
const cti = createClient({ url: location.origin, fetch, WebSocket, getTicket: () => fetch('/ticket', { method: 'POST' }) });
export const stream = cti.stream({ onEvent: ({ event, seq }) => { document.title = event + seq; } });
`;

/** The names of the values that a file of declarations exports, itself and from others. */
const valuesIn = async (file: string): Promise<readonly string[]> => {
  const text = await readFile(file, 'utf8');
  const own = [...text.matchAll(/^export declare (?:const|function|class) (\w+)/gm)].map(([, name = '']) => name);
  const named = [...text.matchAll(/^export \{([^}]*)\}/gm)].flatMap(([, list = '']) => list.split(','));
  const values = named.map((name) => name.trim()).filter((name) => name !== '' && !name.startsWith('type '));
  const starred = [...text.matchAll(/^export \* from '(.+)\.js'/gm)].map(([, path = '']) =>
    valuesIn(join(dirname(file), `${path}.d.ts`)),
  );
  return [...own, ...values.map((name) => name.split(' as ').at(-1) ?? name), ...(await Promise.all(starred)).flat()];
};

describe('the npm package', function () {
  this.timeout(300_000);
  let folder: string;
  let installed: { readonly stderr: string };
  let built: readonly Stats[];
  const packaged = (path = '') => join(folder, 'node_modules/cti-server', path);

  /** Runs a program with this Node, also where it starts another one. */
  const run = (program: string, args: readonly string[], cwd = folder) => {
    const PATH = `${dirname(process.execPath)}:${process.env.PATH}`;
    return execute(program, [...args], { cwd, env: { PATH, HOME: process.env.HOME } });
  };
  const node = (...args: string[]) => run(process.execPath, args);

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cti-library-'));
    const staged = join(folder, 'staged');
    await mkdir(staged);
    await run('cp', ['-r', ...PACKED.map((name) => join(root, name)), staged]);
    await symlink(join(root, 'node_modules'), join(staged, 'node_modules'));
    const { stdout } = await run('npm', ['pack', '--silent', '--pack-destination', folder], staged);
    const [tarball = ''] = stdout.trim().split('\n').slice(-1);
    built = await Promise.all(['cti.js', 'cti-server.js'].map((name) => stat(join(staged, 'dist', name))));
    await rm(staged, { recursive: true });
    await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'embedder', private: true, type: 'module' }));
    installed = await run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', join(folder, tarball)]);
    await mkdir(join(folder, 'node_modules/@types'), { recursive: true });
    await symlink(join(root, 'node_modules/@types/node'), join(folder, 'node_modules/@types/node'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const programs = async (): Promise<ReadonlyMap<string, string>> => {
    const pages = await Promise.all(PAGES.map((page) => readFile(packaged(page), 'utf8')));
    const blocks = pages.flatMap((page) => [...page.matchAll(/```ts\n\/\/ (\S+)\.ts\n(.*?)```/gs)]);
    return new Map(blocks.map(([, name = '', text = '']) => [name, text]));
  };

  it('has programs that npx can run where they are built', () => {
    expect(built.map(({ mode }) => mode & 0o777)).to.deep.equal([0o755, 0o755]);
  });

  it('has the console, every file that its manifest names', async () => {
    const manifest = JSON.parse(await readFile(packaged('dist/console/manifest.json'), 'utf8'));
    const names = Object.values<string>(manifest);
    expect(names).to.include('index.html').and.to.have.length.above(2);
    for (const name of names) expect((await readFile(packaged(`dist/console/${name}`))).length, name).to.be.above(0);
  });

  it('is there without React, but for the entry that is for it', async () => {
    expect(await readdir(join(folder, 'node_modules'))).not.to.include.members(['react']);
    await node('--input-type=module', '-e', `await import('cti-server/client');`);
    const program = `await import('cti-server/react').catch(({ code }) => process.stdout.write(code));`;
    expect((await node('--input-type=module', '-e', program)).stdout).to.equal('ERR_MODULE_NOT_FOUND');
  });

  it('has every name that its types declare, under each way to resolve them', async () => {
    for (const name of ['react', '@types/react', '@types/react-dom']) {
      await symlink(join(root, 'node_modules', name), packaged(`../${name}`));
    }
    const { exports } = JSON.parse(await readFile(packaged('package.json'), 'utf8'));
    const entries = Object.keys(exports).map((entry) => entry.replace('.', 'cti-server'));
    const imports = entries.map((entry, n) => `import * as e${n} from '${entry}';`).join('\n');
    await writeFile(join(folder, 'every.ts'), `${imports}\nexport const all = [${entries.map((_, n) => `e${n}`)}];\n`);
    for (const module of [['NodeNext'], ['Node16'], ['ESNext', '--moduleResolution', 'bundler']]) {
      await node(COMPILER, 'every.ts', '--noEmit', ...STRICT, '--module', ...module);
    }
    for (const entry of entries) {
      const { types } = exports[entry.replace('cti-server', '.')];
      const names = await valuesIn(packaged(types));
      expect(names, entry).not.to.deep.equal([]);
      const check = `const m = await import('${entry}'); for (const n of ${JSON.stringify(names)}) if (m[n] === undefined) throw n; process.exit();`;
      await node('--input-type=module', '-e', check);
    }
  });

  it('has a client whose types compile in a browser, where nothing is of Node', async () => {
    await writeFile(join(folder, 'page.ts'), PAGE);
    const strict = ['--strict', '--exactOptionalPropertyTypes', '--skipLibCheck', 'false', '--types', ''];
    const lib = ['--target', 'ES2022', '--lib', 'ES2022,DOM', '--module', 'ESNext', '--moduleResolution', 'bundler'];
    await node(COMPILER, 'page.ts', '--noEmit', ...strict, ...lib);
  });

  it('runs the programs of its documentation', async () => {
    const found = await programs();
    for (const [name, text] of found) await writeFile(join(folder, `${name}.ts`), text);
    const files = [...found.keys()].map((name) => `${name}.ts`);
    await copyFile(packaged('docs/examples/own-adapters.ts'), join(folder, 'own-adapters.ts'));
    await node(COMPILER, ...files, 'own-adapters.ts', ...STRICT, '--module', 'NodeNext');
    const printed = async (name: string) => (await node(`${name}.js`)).stdout;
    expect(await printed('domain')).to.equal('ringing: call.ring\n');
    expect(await printed('server')).to.equal('200\n');
    expect(await printed('wrapped-storage')).to.equal('Clinic\n');
    expect(await printed('in-a-test')).to.equal('ringing\n');
    expect(await printed('own-storage')).to.equal('');
    expect(await printed('simulated-dialpad')).to.equal('');
    expect(JSON.parse(await printed('own-adapters'))).to.deep.equal({
      told: ['1 call.ring', '2 call.started', '3 call.ended'],
      status: 'ended',
      call: '9223372036854775807',
    });
    await symlink(join(root, 'node_modules/chai'), join(folder, 'node_modules/chai'));
    const mocha = join(root, 'node_modules/mocha/bin/mocha.js');
    for (const suite of ['storage', 'log-storage']) {
      const { stdout } = await node(mocha, '--timeout', '20000', '--exit', `${suite}.test.js`);
      expect(stdout, suite)
        .to.match(/\d{3} passing/)
        .and.not.to.contain('failing');
      // Only a storage that is opened again is tried with a process that dies.
      expect(stdout.includes('a process that dies between any two writes'), suite).to.equal(suite === 'log-storage');
    }
  });

  it('compiles the screen of the React example, as a CRM would', async () => {
    await run('cp', ['-r', join(root, 'examples/react'), join(folder, 'screen')]);
    const options = ['--jsx', 'react-jsx', '--lib', 'ES2022,DOM,DOM.Iterable', '--moduleResolution', 'bundler'];
    await node(COMPILER, 'screen/main.tsx', '--noEmit', ...STRICT, '--module', 'ESNext', ...options);
  });

  it('installs without a warning', () => {
    expect(installed.stderr).not.to.match(/warn|deprecated/i);
  });

  it('brings the core without the container', async () => {
    const program = `await import('cti-server'); process.stdout.write(typeof Reflect.getMetadata);`;
    expect((await node('--input-type=module', '-e', program)).stdout).to.equal('undefined');
  });

  it('brings its programs, its docs and the pages of its API, and no map', async () => {
    const files = await readdir(packaged(), { recursive: true });
    expect(files.filter((file) => /\.(?:map|tsbuildinfo)$/.test(file))).to.deep.equal([]);
    expect(files).to.include.members(['docs/contract.md', 'migrations/001_webhook_processing.sql']);
    expect(await readdir(packaged('dist/adapters/inbound/http/openapi/swagger-ui'))).to.include('LICENSE');
    expect(await readdir(join(folder, 'node_modules'))).not.to.include.members(['@scarf']);
    const { stdout } = await run(join(folder, 'node_modules/.bin/cti-server'), ['--help']);
    expect(stdout).to.contain('cti-server [command]');
  });
});
