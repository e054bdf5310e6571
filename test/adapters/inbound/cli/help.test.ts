import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import { runCommandLine } from '../../../../src/adapters/inbound/cli/run-command-line.js';
import { DEPS } from './command-deps.js';
import { commandStreams } from './command-streams.js';

const PAGE = new URL('../../../../docs/cli.md', import.meta.url);

/** The commands that the page shows with what they print, such as `cti --help`. */
const shown = async (): Promise<readonly (readonly [command: string, output: string])[]> => {
  const page = await readFile(PAGE, 'utf8');
  const blocks = page.matchAll(/```text\n\$ npx cti ([^\n]*--help)\n(.*?)```/gs);
  return [...blocks].map(([, command = '', output = '']) => [command, output]);
};

describe('the help of cti', () => {
  const helpOf = async (...args: readonly string[]): Promise<string> => {
    const { context, ended } = commandStreams();
    expect(await runCommandLine(args, context, DEPS)).to.equal(0);
    return (await ended()).stdout;
  };

  it('is what docs/cli.md shows', async () => {
    const commands = await shown();
    expect(commands.map(([command]) => command)).to.include.members(['--help', 'keys --help', 'events tail --help']);
    for (const [command, output] of commands) expect(output, command).to.equal(await helpOf(...command.split(' ')));
  });

  it('fits a terminal of 80 columns', async () => {
    for (const args of [['--help'], ['export', '--help'], ['simulate', '--help'], ['inbox', 'list', '--help']]) {
      for (const line of (await helpOf(...args)).split('\n')) expect(line.length, line).to.be.at.most(80);
    }
  });

  it('names every command that the page does', async () => {
    const page = await readFile(PAGE, 'utf8');
    const rows = [...page.matchAll(/^\| `cti [^|]*/gm)].join();
    const named = new Set([...rows.matchAll(/`cti (\w+)/g)].map(([, name]) => name));
    const listed = [...(await helpOf('--help')).matchAll(/^ {2}([a-z]+)(?:\|\S+)?(?: [[<]| {2})/gm)].map(
      ([, name]) => name,
    );
    expect([...named].sort()).to.deep.equal(listed.sort());
  });
});
