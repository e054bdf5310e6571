import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import { readCommandLine } from '../../../../src/adapters/inbound/cli/command-line.js';
import { runCommandLine } from '../../../../src/adapters/inbound/cli/run-command-line.js';
import { SCENARIOS } from '../../../../src/testing/dialpad/scenarios.js';
import { DEPS } from './command-deps.js';
import { commandStreams } from './command-streams.js';

describe('the command line', () => {
  it('is read', () => {
    const cases = [
      [['export'], { name: 'export', file: undefined }],
      [['export', '-'], { name: 'export', file: null }],
      [['export', 'x.gz'], { name: 'export', file: 'x.gz' }],
      [['import', '-'], { name: 'import', file: null }],
      [['import', 'x'], { name: 'import', file: 'x' }],
      [['check'], { name: 'check' }],
      [['db:check'], { name: 'check' }],
      [['migrate'], { name: 'migrate' }],
      [['help'], { name: 'help' }],
      [['-h'], { name: 'help' }],
      [['import', '--help'], { name: 'help' }],
      [['--version'], { name: 'version' }],
    ] as const;
    for (const [args, command] of cases)
      expect(readCommandLine(args, SCENARIOS), args.join(' ')).to.deep.equal(E.right(command));
  });

  it('is refused with the usage and one line that says what is wrong', async () => {
    const cases = [
      [[], 'No command is given.'],
      [['nope'], 'There is no command nope.'],
      [['import'], 'cti import needs the file to import.'],
      [['export', 'a', 'b'], 'cti export takes one file.'],
      [['migrate', 'now'], 'cti migrate takes no arguments.'],
      [['export', '--merge'], "Unknown option '--merge'"],
    ] as const;
    for (const [args, complaint] of cases) {
      const { context, ended } = commandStreams();
      expect(await runCommandLine(args, context, DEPS), args.join(' ')).to.equal(1);
      const { stdout, stderr } = await ended();
      expect(stdout).to.equal('');
      expect(stderr.split('\n')[0]).to.contain(complaint);
      expect(stderr).to.contain('Usage: cti <command>');
    }
  });

  it('is answered with the usage or the version, without reading the configuration', async () => {
    const { context, ended } = commandStreams({ env: { STORAGE: 'nonsense' } });
    expect(await runCommandLine(['--help'], context, DEPS)).to.equal(0);
    expect(await runCommandLine(['-v'], context, DEPS)).to.equal(0);
    expect((await ended()).stdout).to.match(/^Usage: cti <command>\n.*\n1\.2\.3\n$/s);
  });

  it('names in one line every wrong variable of the storage, and no other variable', async () => {
    const { context, ended } = commandStreams({ env: { NODE_ENV: 'production', STORAGE: 'postgres', DB_HOST: 'x' } });
    expect(await runCommandLine(['check'], context, DEPS)).to.equal(1);
    expect((await ended()).stderr).to.equal('Missing required environment variables: DB_USER, DB_PASSWORD, DB_NAME\n');
  });

  it('does not move a storage that ends with the process', async () => {
    for (const command of ['export', 'import']) {
      const { context, ended } = commandStreams({ env: { STORAGE: 'memory' } });
      expect(await runCommandLine([command, '-'], context, DEPS)).to.equal(1);
      expect((await ended()).stderr).to.match(/^STORAGE=memory stores nothing[^\n]*\n$/);
    }
  });

  it('checks and migrates a storage in memory', async () => {
    const { context, ended } = commandStreams({ env: { STORAGE: 'memory' } });
    expect(await runCommandLine(['db:check'], context, DEPS)).to.equal(0);
    expect(await runCommandLine(['migrate'], context, DEPS)).to.equal(0);
    expect((await ended()).stdout).to.equal('Database connection OK\nEngine: memory\nNothing to apply\n');
  });
});
