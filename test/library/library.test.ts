import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';

const execute = promisify(execFile);
const root = new URL('../../', import.meta.url).pathname;

describe('the npm package', function () {
  this.timeout(180_000);
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cti-library-'));
    const { stdout } = await execute('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: root });
    const [tarball = ''] = stdout.trim().split('\n').slice(-1);
    await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'embedder', private: true, type: 'module' }));
    const types = ['typescript', '@types/node'].map((name) => `${name}@file:${join(root, 'node_modules', name)}`);
    await execute(
      'npm',
      ['install', '--silent', '--no-audit', '--no-fund', '--prefer-offline', join(folder, tarball), ...types],
      {
        cwd: folder,
      },
    );
    await copyFile(new URL('./embedding/embed.ts', import.meta.url), join(folder, 'embed.ts'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('embeds in a TypeScript program that brings its own storage', async () => {
    const compiler = join(folder, 'node_modules', '.bin', 'tsc');
    const strict = ['--strict', '--target', 'ES2022', '--module', 'NodeNext', '--types', 'node'];
    await execute(compiler, ['embed.ts', ...strict], { cwd: folder });
    const { stdout } = await execute(process.execPath, ['embed.js'], { cwd: folder });
    expect(JSON.parse(stdout)).to.deep.equal({
      told: ['1 call.ring', '2 call.started', '3 call.ended'],
      status: 'ended',
      call: '9223372036854775807',
    });
  });

  it('brings the core without the container', async () => {
    const program = `await import('cti-server'); process.stdout.write(typeof Reflect.getMetadata);`;
    const { stdout } = await execute(process.execPath, ['--input-type=module', '-e', program], { cwd: folder });
    expect(stdout).to.equal('undefined');
  });

  it('brings the server', async () => {
    const program = `const { startServer } = await import('cti-server/server'); process.stdout.write(typeof startServer);`;
    const { stdout } = await execute(process.execPath, ['--input-type=module', '-e', program], {
      cwd: folder,
    });
    expect(stdout).to.equal('function');
  });
});
