import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { tempFolder } from '../adapters/outbound/storage/temp-folder.js';
import { TRANSPORT_UNDER_TEST } from '../support/transport-under-test.js';
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

  it('leads a newcomer to the first steps, where lines are for people', async () => {
    const { PATH = '' } = process.env;
    const env = { PATH, PORT: '0', HOST: '127.0.0.1', ...TRANSPORT_UNDER_TEST, DATA_DIR: folder() };
    const child = spawn(process.execPath, programOf('main'), {
      env,
      cwd: folder(),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      for await (const line of createInterface(child.stdout)) {
        const [, url] = /^Begin at (.+)$/.exec(line) ?? [];
        if (url === undefined) continue;
        const answer = await fetch(url);
        expect([answer.status, await answer.text()].join(' ')).to.match(/^200 <!doctype html>/i);
        return;
      }
      expect.fail('it ended without saying where to begin');
    } finally {
      child.kill('SIGKILL');
    }
  }).timeout(60_000);

  for (const [title, program] of [
    ['the demo', ['demo/main', '100']],
    ['the demo of cti', ['cti', 'demo', '100']],
  ] as const) {
    /** The demo, with a folder of its own for temporary files. */
    const start = () => {
      const [name, ...args] = program;
      const child = spawn(process.execPath, [...programOf(name), ...args], {
        cwd: folder(),
        env: { ...process.env, TMPDIR: folder() },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      return { child, ended: once(child, 'exit'), complaints: text(child.stderr) };
    };
    const left = async () => (await readdir(folder())).filter((name) => name.startsWith('cti-demo'));

    it(`may be cut off by its reader, without a stack or a folder that stays: ${title}`, async () => {
      const { child, ended, complaints } = start();
      const [first] = await once(child.stdout, 'data');
      expect(String(first)).to.contain("A small office's phone traffic, 100 times as fast as in life");
      child.stdout.destroy();
      expect((await ended)[0]).to.equal(0);
      expect(await complaints).to.equal('');
      expect(await left()).to.deep.equal([]);
    }).timeout(60_000);

    it(`ends at Ctrl-C with 130, and leaves no folder: ${title}`, async () => {
      const { child, ended, complaints } = start();
      const [first] = await once(child.stdout, 'data');
      expect(String(first)).to.contain("A small office's phone traffic");
      child.stdout.resume();
      child.kill('SIGINT');
      expect((await ended)[0]).to.equal(130);
      expect(await complaints).to.equal('');
      expect(await left()).to.deep.equal([]);
    }).timeout(60_000);
  }
});
