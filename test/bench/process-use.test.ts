import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect } from 'chai';
import { familyOf, memoryOf, processorOf } from '../../bench/process-use.js';

/** A process with a child of its own, which is busy until it has used some processor time. */
const PARENT = `
  const { spawn } = require('node:child_process');
  const busy = 'const until = process.cpuUsage().user + 100_000; while (process.cpuUsage().user < until); console.log("used"); setInterval(() => {}, 1000)';
  const child = spawn(process.execPath, ['-e', busy], { stdio: ['ignore', 'inherit', 'ignore'] });
  process.on('SIGTERM', () => { child.kill(); process.exit(); });
`;

describe('what the processes of a server use', () => {
  let parent: ChildProcess | undefined;

  before(async function () {
    // It is read from /proc.
    if (process.platform !== 'linux') this.skip();
    parent = spawn(process.execPath, ['-e', PARENT], { stdio: ['ignore', 'pipe', 'ignore'] });
    if (parent.stdout !== null) await once(parent.stdout, 'data');
  });
  after(async () => {
    if (parent === undefined) return;
    const exit = once(parent, 'exit');
    parent.kill();
    await exit;
  });

  it('is that of all processes that it has started', () => {
    const pid = parent?.pid ?? 0;
    const family = familyOf(pid);
    expect(family).to.have.length(2).and.to.include(pid);
    const [child = 0] = family.filter((member) => member !== pid);
    expect(processorOf(child)).to.be.at.least(0.1);
    expect(processorOf(pid)).to.be.at.least(processorOf(child));
    expect(memoryOf(pid)).to.be.above(memoryOf(child));
  });

  it('is nothing of a process that is gone', () => {
    expect(processorOf(2 ** 30)).to.equal(0);
  });
});
