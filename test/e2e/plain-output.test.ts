import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { tempFolder } from '../adapters/outbound/storage/temp-folder.js';
import { programOf } from './program.js';
import { killAll, startProcess } from './server-process.js';

describe('what a program prints', () => {
  const folder = tempFolder();
  after(killAll);

  it('is JSON in every line with JSON_LOGS, with the level by its name and the time as ISO 8601', async () => {
    const { end, output } = await startProcess({ DATA_DIR: folder(), STORAGE: 'sqlite' }, folder());
    await end('SIGTERM');
    const lines = output()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ msg }) => msg)).to.include.members([
      'Listening',
      'Stopped',
      'The secrets of this sandbox are in a file',
    ]);
    for (const { level, time } of lines) {
      expect(level).to.be.oneOf(['info', 'warn', 'error']);
      expect(new Date(time).toISOString()).to.equal(time);
    }
  }).timeout(60_000);

  it('may be cut off by its reader, without a stack', async () => {
    const demo = spawn(process.execPath, [...programOf('demo/main'), '100'], {
      cwd: folder(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ended = once(demo, 'exit');
    const complaints = text(demo.stderr);
    const [first] = await once(demo.stdout, 'data');
    expect(String(first)).to.contain("A small office's phone traffic, 100 times as fast as in life");
    demo.stdout.destroy();
    expect((await ended)[0]).to.equal(0);
    expect(await complaints).to.equal('');
  }).timeout(60_000);
});
