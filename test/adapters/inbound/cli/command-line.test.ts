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
      [['export'], { name: 'export', file: undefined, json: false }],
      [['export', '-'], { name: 'export', file: null, json: false }],
      [['export', 'x.gz'], { name: 'export', file: 'x.gz', json: false }],
      [['import', '-'], { name: 'import', file: null, json: false }],
      [['import', 'x'], { name: 'import', file: 'x', json: false }],
      [['check'], { name: 'check', json: false }],
      [['db:check', '--json'], { name: 'check', json: true }],
      [['migrate'], { name: 'migrate', json: false }],
      [['migrate', '--json'], { name: 'migrate', json: true }],
      [['restore', '--mark'], { name: 'mark', json: false }],
      [['restore', 'x'], { name: 'restore', file: 'x', json: false }],
      [['backup', 'x', '--force'], { name: 'backup', file: 'x', force: true, json: false }],
      [['doctor'], { name: 'doctor', json: false }],
      [['demo', '9'], { name: 'demo', speed: '9' }],
      [['completion', 'fish'], { name: 'completion', shell: 'fish' }],
      [['--version'], { name: 'version' }],
    ] as const;
    for (const [args, command] of cases)
      expect(readCommandLine(args, SCENARIOS), args.join(' ')).to.deep.equal(E.right(command));
  });

  it('names a command that asks a server, with its arguments and options', () => {
    const read = readCommandLine(['keys', 'rotate', 'My CRM', '--grace', '60', '--yes'], SCENARIOS);
    if (E.isLeft(read) || read.right.name !== 'ask') throw new Error('it asks nothing');
    expect(read.right.command.words).to.equal('keys rotate');
    expect(read.right.args).to.deep.equal(['My CRM']);
    expect(read.right.options).to.deep.equal({ grace: '60', yes: true });
  });

  it('is refused in one sentence of ours', async () => {
    const cases = [
      [[], 'No command is given.'],
      [['nope'], 'There is no command nope.'],
      [['exprot'], 'There is no command exprot, did you mean export?'],
      [['import'], 'cti import needs the file.'],
      [['export', 'a', 'b'], 'cti export takes one argument.'],
      [['migrate', 'now'], 'cti migrate takes no arguments.'],
      [['export', '--merge'], 'cti export has no option --merge: cti export --help lists those it has.'],
      [['keys'], 'cti keys needs one of: create, rotate, revoke, status, audit.'],
      [['keys', 'turn'], 'cti keys has no turn; it has create, rotate, revoke, status, audit.'],
      [['keys', 'rotate', 'a', '--grace'], '--grace needs a value.'],
      [['keys', 'rotate', 'a', '--grace', '1d'], '--grace must be a number of seconds from 0 to 86400.'],
      [['keys', 'rotate', 'a', '--grace', '86401'], '--grace must be a number of seconds from 0 to 86400.'],
      [['apps', 'list', '--limit', '0'], '--limit must be a number from 1 to 10000.'],
      [['apps', 'list', '--url', 'here'], '--url must be the address of a server, such as http://localhost:4000.'],
      [['inbox', 'list', '--status', 'new'], '--status must be one of pending, processed, ignored, failed, unrouted.'],
      [['inbox', 'retry-all', 'new'], 'The status must be one of processed, ignored, failed, unrouted.'],
      [['completion'], 'cti completion needs the shell.'],
      [['demo', 'fast'], 'The speed must be a number above 0, such as 4.'],
      [['completion', 'tcsh'], 'There is no completion for tcsh: there is one for bash, zsh, fish, powershell.'],
      [['simulate', '--json'], '--json is for cti simulate --list.'],
      [['restore'], 'cti restore needs a file, or --mark.'],
      [['events', 'tail', '--since', 'now'], '--since must be the seq of an event, such as 42.'],
    ] as const;
    for (const [args, complaint] of cases) {
      const { context, ended } = commandStreams();
      expect(await runCommandLine(args, context, DEPS), args.join(' ')).to.equal(2);
      const [said, ...more] = (await ended()).stderr.split('\n');
      expect(said).to.equal(complaint);
      expect(more.join('\n')).to.match(complaint.includes('--help') ? /^$/ : /^See cti( [a-z -]+)? --help\.\n$/);
    }
  });

  it('says where more is said of the command that was meant', async () => {
    const cases = [
      [['nope'], 'See cti --help.'],
      [['keys', 'turn'], 'See cti keys --help.'],
      [['keys', 'rotate', 'a', '--grace', '1d'], 'See cti keys rotate --help.'],
      [['import'], 'See cti import --help.'],
    ] as const;
    for (const [args, line] of cases) {
      const { context, ended } = commandStreams();
      await runCommandLine(args, context, DEPS);
      expect(await ended()).to.deep.include({ stdout: '' });
      expect((await ended()).stderr.split('\n')[1]).to.equal(line);
    }
  });

  it('is answered with the usage or the version, without reading the configuration', async () => {
    const asked = [['--help'], ['help'], ['-h'], ['keys', '--help'], ['help', 'keys'], ['import', '-h']];
    for (const args of asked) {
      const { context, ended } = commandStreams({ env: { STORAGE: 'nonsense' } });
      expect(await runCommandLine(args, context, DEPS)).to.equal(0);
      const [word] = args.filter((one) => !one.startsWith('-') && one !== 'help');
      expect((await ended()).stdout).to.match(new RegExp(`^Usage: cti ${word ?? '<command>'}`));
    }
    const { context, ended } = commandStreams();
    expect(await runCommandLine(['-v'], context, DEPS)).to.equal(0);
    expect((await ended()).stdout).to.equal('1.2.3\n');
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
