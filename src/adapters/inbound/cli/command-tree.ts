import { Command as Commander } from 'commander';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import { APP_COMMANDS } from './app-commands.js';
import { type Command, SHELLS } from './command.js';
import type { Complaint } from './complaint.js';
import { INBOX_COMMANDS } from './inbox-commands.js';
import { KEY_COMMANDS } from './key-commands.js';
import { addServerCommand, addTail } from './server-command-tree.js';
import { isSpeed, readSimulation, type SimulationOptions } from './simulation.js';
import type { Scenario } from './simulator.js';
import { addStorageCommands } from './storage-command-tree.js';
import { type Be, jsonOption } from './tree-parts.js';

const HELP_ENDING = `
apps, keys and inbox ask a running server; INTERNAL_API_SECRET is read from the
environment, .env or data/sandbox.env. The commands of storage use what the
server's own variables name: STORAGE, DATA_DIR, DATABASE_URL or DB_*,
MONGODB_URI. cti <command> --help says more of each.`;

/**
 * The tree of commands; `result` has what was read, once commander has parsed. It is without `completion` for what answers the questions of
 * shells, which brings a command of this name itself.
 */
export const commandTree = (
  scenarios: readonly Scenario[],
  { hasCompletion = true } = {},
): { readonly program: Commander; readonly result: () => E.Either<Complaint, Command> | null } => {
  let found: E.Either<Complaint, Command> | null = null;
  const be: Be = (command) => {
    found = command;
  };
  const program = new Commander('cti')
    .description('Runs, checks and administers a cti-server, and simulates Dialpad.')
    .usage('<command>')
    .option('-v, --version', 'show the version')
    .addHelpText('after', HELP_ENDING);
  addPrograms(program, be);
  addStorageCommands(program, be);
  addSimulation(program, scenarios, be);
  for (const command of [...APP_COMMANDS, ...KEY_COMMANDS, ...INBOX_COMMANDS]) addServerCommand(program, command, be);
  addTail(program, be);
  if (hasCompletion) addCompletion(program, be);
  for (const one of [program, ...program.commands, ...program.commands.flatMap(({ commands }) => commands)]) {
    one
      .helpCommand(false)
      .helpOption('-h, --help', 'show this')
      .exitOverride()
      .configureHelp({ helpWidth: 80 })
      .configureOutput({ writeOut: () => undefined, writeErr: () => undefined });
  }
  return { program, result: () => found };
};

const addPrograms = (program: Commander, be: Be): void => {
  program
    .command('start')
    .description('start the server')
    .action(() => be(E.right({ name: 'start' })));
  program
    .command('demo')
    .argument('[speed]', 'how many times faster than life (4)')
    .description("play a small office's phone traffic on a board")
    .action((speed?: string) =>
      be(
        speed === undefined || isSpeed(speed)
          ? E.right({ name: 'demo', speed })
          : E.left('The speed must be a number above 0, such as 4.'),
      ),
    );
  program
    .command('doctor')
    .description('say what is wrong with a server and its surroundings, and what to do')
    .addOption(jsonOption())
    .action((options) => be(E.right({ name: 'doctor', json: options.json === true })));
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
    .addOption(jsonOption())
    .action((options: SimulationOptions & { readonly list?: true; readonly json?: true }) => {
      if (options.list === true) be(E.right({ name: 'scenarios', json: options.json === true, scenarios }));
      else be(simulationOf(options, scenarios));
    });
};

const simulationOf = (
  options: SimulationOptions & { readonly json?: true },
  scenarios: readonly Scenario[],
): E.Either<Complaint, Command> =>
  options.json === true
    ? E.left('--json is for cti simulate --list.')
    : pipe(
        readSimulation(options, scenarios),
        E.map((simulation): Command => ({ name: 'simulate', ...simulation })),
      );

const addCompletion = (program: Commander, be: Be): void => {
  program
    .command('completion')
    .argument('<shell>', SHELLS.join(', '))
    .description('print a script with which a shell completes these commands')
    .action((named: string) => {
      const shell = SHELLS.find((one) => one === named);
      be(
        shell === undefined
          ? E.left(`There is no completion for ${named}: there is one for ${SHELLS.join(', ')}.`)
          : E.right({ name: 'completion', shell }),
      );
    });
};
