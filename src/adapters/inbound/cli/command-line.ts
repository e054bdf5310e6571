import { Command as Commander, CommanderError, Option } from 'commander';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import { APP_COMMANDS } from './app-commands.js';
import { INBOX_COMMANDS } from './inbox-commands.js';
import { KEY_COMMANDS } from './key-commands.js';
import type { ServerCommand } from './server-command.js';
import { readSimulation, type Simulation, type SimulationOptions } from './simulation.js';
import type { Scenario } from './simulator.js';
import { usageError } from './usage-error.js';

/** A command that uses the storage that the server's variables name. */
export type StorageCommand =
  | { readonly name: 'migrate' }
  | { readonly name: 'check'; readonly json: boolean }
  /** `file` is null for standard output, and undefined where none is named. */
  | { readonly name: 'export'; readonly file: string | null | undefined }
  /** `file` is null for standard input. */
  | { readonly name: 'import'; readonly file: string | null }
  | { readonly name: 'backup'; readonly file: string; readonly force: boolean }
  | { readonly name: 'restore'; readonly file: string }
  | { readonly name: 'mark' };

/** A question to a running server. */
export interface Asked {
  readonly name: 'ask';
  readonly command: ServerCommand;
  readonly args: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
}

export type Command =
  | { readonly name: 'help'; readonly text: string }
  | { readonly name: 'version' }
  | StorageCommand
  | Asked
  | {
      readonly name: 'tail';
      readonly since: number | undefined;
      readonly events: string | undefined;
      readonly url: string | undefined;
      readonly json: boolean;
    }
  | { readonly name: 'doctor'; readonly json: boolean }
  | { readonly name: 'start' }
  | { readonly name: 'demo'; readonly speed: string | undefined }
  | { readonly name: 'scenarios'; readonly json: boolean; readonly scenarios: readonly Scenario[] }
  | ({ readonly name: 'simulate' } & Simulation);

/** Why a command line cannot be read, in our words. */
export type Complaint = string;

/** What commander finds. */
interface Reading {
  readonly program: Commander;
  readonly result: () => E.Either<Complaint, Command> | null;
}

/** The tree of commands; what it reads becomes the `result`. */
export const commandTree = (scenarios: readonly Scenario[]): Reading => {
  let found: E.Either<Complaint, Command> | null = null;
  const be = (command: E.Either<Complaint, Command>): void => {
    found = command;
  };
  const program = new Commander('cti')
    .description('Runs, checks and administers a cti-server, and simulates Dialpad.')
    .usage('<command>')
    .helpOption('-h, --help', 'show this')
    .option('-v, --version', 'show the version')
    .helpCommand(false)
    .action(() =>
      be(E.left(program.args[0] === undefined ? 'No command is given.' : `There is no command ${program.args[0]}.`)),
    );
  program.addHelpText('after', HELP_ENDING);
  addServerPrograms(program, be);
  addStorageCommands(program, be);
  addSimulation(program, scenarios, be);
  for (const command of [...APP_COMMANDS, ...KEY_COMMANDS, ...INBOX_COMMANDS]) addServerCommand(program, command, be);
  addTail(program, be);
  for (const one of [program, ...program.commands, ...program.commands.flatMap(({ commands }) => commands)]) {
    one
      // The program itself says what it does not know, see its action.
      .allowExcessArguments(one === program)
      .helpCommand(false)
      .helpOption('-h, --help', 'show this')
      .exitOverride()
      .configureOutput({ writeOut: () => undefined, writeErr: () => undefined });
  }
  return { program, result: () => found };
};

const HELP_ENDING = `
  completion <shell>        print a script with which bash, zsh or fish completes these commands

apps, keys and inbox ask a running server; INTERNAL_API_SECRET is read from the environment, .env or data/sandbox.env.
The commands of storage use what the server's own variables name: STORAGE, DATA_DIR, DATABASE_URL or DB_*, MONGODB_URI.
cti <command> --help says more of each.
`;

/** Reads the command line; the left says in one line what is wrong with it. `scenarios` are those that can be simulated. */
export const readCommandLine = (
  args: readonly string[],
  scenarios: readonly Scenario[],
): E.Either<Complaint, Command> => {
  if (args.length === 1 && (args[0] === '-v' || args[0] === '--version')) return E.right({ name: 'version' });
  const { program, result } = commandTree(scenarios);
  if (args.length === 1 && args[0] === 'help') return E.right({ name: 'help', text: program.helpInformation() });
  try {
    program.parse([...args], { from: 'user' });
    return result() ?? E.left('No command is given.');
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) throw thrown;
    const named = namedIn(program, args);
    return thrown.code === 'commander.help' || thrown.code === 'commander.helpDisplayed'
      ? helpOf(named, program, args)
      : E.left(usageError(thrown, named, program));
  }
};

/** A group of commands that is named alone is no mistake where help is asked for. */
const helpOf = (named: Commander, program: Commander, args: readonly string[]): E.Either<Complaint, Command> => {
  if (args.includes('-h') || args.includes('--help')) return E.right({ name: 'help', text: named.helpInformation() });
  const names = named.commands.map((one) => one.name()).join(', ');
  return E.left(named === program ? 'No command is given.' : `cti ${named.name()} needs one of: ${names}.`);
};

/** The command that the words name, as far as they name one. */
const namedIn = (program: Commander, args: readonly string[]): Commander => {
  let named = program;
  for (const word of args.filter((one) => !one.startsWith('-'))) {
    const next = named.commands.find((one) => one.name() === word || one.aliases().includes(word));
    if (next === undefined) return named;
    named = next;
  }
  return named;
};

type Be = (command: E.Either<Complaint, Command>) => void;

const json = (): Option => new Option('--json', 'print JSON, for programs');
const url = (): Option => new Option('--url <address>', 'the server (http://localhost:$PORT)');

const addServerPrograms = (program: Commander, be: Be): void => {
  program
    .command('start')
    .description('start the server')
    .action(() => be(E.right({ name: 'start' })));
  program
    .command('demo')
    .argument('[speed]', 'how many times faster than life (4)')
    .description("play a small office's phone traffic on a board")
    .action((speed?: string) => be(E.right({ name: 'demo', speed })));
  program
    .command('doctor')
    .description('say what is wrong with a server and its surroundings, and what to do')
    .addOption(json())
    .action((options) => be(E.right({ name: 'doctor', json: options.json === true })));
};

/** `-` names the standard stream, which is null. */
const fileOf = <F extends string | undefined>(file: F): F | null => (file === '-' ? null : file);

const addStorageCommands = (program: Commander, be: Be): void => {
  program
    .command('check')
    .alias('db:check')
    .description('say whether the database can be reached and used')
    .addOption(json())
    .action((options) => be(E.right({ name: 'check', json: options.json === true })));
  program
    .command('migrate')
    .description('bring the schema of the database up to date')
    .action(() => be(E.right({ name: 'migrate' })));
  program
    .command('export')
    .argument('[file]', '- is standard output; .gz compresses')
    .description('write all stored data to a file (cti-export-<date>.ndjson in DATA_DIR if none is named)')
    .action((file?: string) => be(E.right({ name: 'export', file: fileOf(file) })));
  program
    .command('import')
    .argument('<file>', '- is standard input')
    .description('store the data of a file that cti export wrote')
    .action((file: string) => be(E.right({ name: 'import', file: fileOf(file) })));
  program
    .command('backup')
    .argument('<file>')
    .option('--force', 'overwrite the file')
    .description('write a copy of an SQLite database, also while the server runs')
    .action((file: string, options) => be(E.right({ name: 'backup', file, force: options.force === true })));
  program
    .command('restore')
    .argument('[file]')
    .option('--mark', 'after a restore of PostgreSQL or MongoDB: let clients of the streams read afresh')
    .description('put such a copy in the place of the database, while no server runs')
    .action((file: string | undefined, options) => be(restoreOf(file, options.mark === true)));
};

const restoreOf = (file: string | undefined, mark: boolean): E.Either<Complaint, Command> => {
  if (mark)
    return file === undefined ? E.right({ name: 'mark' }) : E.left('--mark is for cti restore, without a file.');
  return file === undefined ? E.left('cti restore needs a file, or --mark.') : E.right({ name: 'restore', file });
};

const addSimulation = (program: Commander, scenarios: readonly Scenario[], be: Be): void => {
  program
    .command('simulate')
    .description('run a simulated Dialpad to try a server with, until stopped')
    .option('--port <number>', 'the port on this machine to listen on (4010)')
    .option('--speed <number>', 'how many times faster than life to play (4)')
    .option('--scenario <name>', 'play this scenario only; may be repeated', (name: string, all: string[] = []) => [
      ...all,
      name,
    ])
    .option('--to <address>', 'deliver to this server at once, signed with DIALPAD_WEBHOOK_SECRET')
    .option('--list', 'list the scenarios')
    .addOption(json())
    .action((options: SimulationOptions & { readonly list?: true; readonly json?: true }) => {
      if (options.list === true) be(E.right({ name: 'scenarios', json: options.json === true, scenarios }));
      else
        be(
          pipe(
            readSimulation(options, scenarios),
            E.map((simulation): Command => ({ name: 'simulate', ...simulation })),
          ),
        );
    });
};

const addServerCommand = (program: Commander, command: ServerCommand, be: Be): void => {
  const [group, name = ''] = command.words.split(' ');
  const parent =
    program.commands.find((one) => one.name() === group) ??
    program.command(group ?? '').description(GROUPS[group ?? ''] ?? '');
  const added = parent.command(name).description(command.summary);
  for (const argument of command.args) added.argument(`<${argument}>`);
  for (const [flags, what] of command.options ?? []) added.option(flags, what);
  if (command.warning !== undefined) added.option('--yes', 'do not ask');
  added.addOption(url()).addOption(json());
  added.action((...given: unknown[]) => {
    const args = given.slice(0, command.args.length).map(String);
    be(E.right({ name: 'ask', command, args, options: Object(given[command.args.length]) }));
  });
};

const GROUPS: Readonly<Record<string, string>> = {
  apps: 'the apps of a running server: its tenants',
  keys: "an app's API key",
  inbox: 'every webhook that a running server received',
};

const addTail = (program: Commander, be: Be): void => {
  program
    .command('events')
    .description("an app's stream of events")
    .command('tail')
    .description('show the events of an app as they come; its key is in CTI_API_KEY')
    .option('--since <seq>', 'begin with what came after this event; 0 for all that are kept')
    .option('--events <names>', 'only these, with commas between them')
    .addOption(url())
    .addOption(json())
    .action((options: { since?: string; events?: string; url?: string; json?: true }) => {
      if (options.since !== undefined && !/^\d{1,15}$/.test(options.since)) {
        be(E.left('--since must be the seq of an event, such as 42.'));
        return;
      }
      const since = options.since === undefined ? undefined : Number(options.since);
      be(E.right({ name: 'tail', since, events: options.events, url: options.url, json: options.json === true }));
    });
};
