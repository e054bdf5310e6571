import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';

const ROOT = join(import.meta.dirname, '../..');
const run = promisify(execFile);
const { TEST_PROGRAMS = '' } = process.env;

const bench = async (...args: readonly string[]): Promise<string> =>
  (await run(process.execPath, ['--import', 'tsx', 'bench/main.ts', ...args], { cwd: ROOT })).stdout;

const FIGURES = [
  'webhooks acknowledged | /s',
  'webhook to answer, p99 | ms',
  'webhooks processed to the end | /s',
  'processor time an event | µs',
];

describe('the bench', function () {
  this.timeout(60_000);

  before(async function () {
    // What the processor has done for a server is read from /proc.
    if (process.platform !== 'linux') this.skip();
    if (TEST_PROGRAMS === '') await run('npm', ['run', '--silent', 'build'], { cwd: ROOT });
  });

  it('prints one table with the figures of the servers and rows that it is asked for, and what served them', async () => {
    const printed = await bench('--only', 'memory,fastify,webhooks', '--runs', '1');
    const [head, , ...lines] = printed.split('\n');
    expect(head).to.equal('| | | memory | fastify |');
    for (const [n, figure] of FIGURES.entries())
      expect(lines[n]).to.match(new RegExp(`^\\| ${figure} \\| [\\d,.]+ \\(– · [\\de.+]+\\) \\| [\\d,.]+ \\|$`));
    expect(printed).to.match(/Served by: memory: .+; fastify: Node's own HTTP server\./);
    expect(printed).to.include('medians of 1 run;');
  });

  it('refuses a server or a row that it does not have, and names those that it has', async () => {
    const refused = await bench('--only', 'oracle').catch(({ stderr }: { readonly stderr: string }) => stderr);
    expect(refused).to.match(/--only oracle is none of webhooks, .*fastify/);
  });
});
