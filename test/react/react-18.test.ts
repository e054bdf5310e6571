import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { build } from 'esbuild';

const execute = promisify(execFile);
const root = new URL('../../', import.meta.url).pathname;
/** What the tests of the hooks import and need not be bundled. */
const OUTSIDE = ['chai', 'sinon', 'happy-dom'];

describe('React 18', function () {
  this.timeout(120_000);
  let folder: string;
  let bundled: readonly string[];
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cti-react-18-'));
    await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'crm', private: true, type: 'module' }));
    const packages = ['react@18', 'react-dom@18'];
    await execute('npm', ['install', '--silent', '--no-audit', '--no-fund', '--prefer-offline', ...packages], {
      cwd: folder,
    });
    const installed = (name: string): string => join(folder, 'node_modules', name);
    for (const name of OUTSIDE) await symlink(join(root, 'node_modules', name), installed(name));
    const { metafile } = await build({
      entryPoints: [join(root, 'test/react/hooks.test.tsx')],
      outfile: join(folder, 'hooks.test.js'),
      alias: { react: installed('react'), 'react-dom': installed('react-dom') },
      // CommonJS inside of the bundle asks for what is outside of it.
      banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
      ...{ bundle: true, format: 'esm', platform: 'node', jsx: 'automatic', external: OUTSIDE, metafile: true },
    });
    bundled = Object.keys(metafile.inputs).filter((path) => /node_modules\/react(-dom)?\//.test(path));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('runs every test of the hooks', async () => {
    expect(bundled.length).to.be.above(2);
    for (const path of bundled) expect(path).to.contain('cti-react-18-');
    const node = (...args: string[]) => execute(process.execPath, args, { cwd: folder });
    const { version } = JSON.parse(await readFile(join(folder, 'node_modules/react/package.json'), 'utf8'));
    expect(version).to.match(/^18\./);
    const { stdout } = await node(join(root, 'node_modules/mocha/bin/mocha.js'), '--exit', 'hooks.test.js');
    expect(Number(/(\d+) passing/.exec(stdout)?.[1]), stdout).to.be.above(30);
    expect(stdout).not.to.contain('failing');
  });
});
