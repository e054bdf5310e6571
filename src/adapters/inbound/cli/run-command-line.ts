import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { IdGenerator } from '../../../application/ports/id-generator.js';
import type { Command } from './command.js';
import type { CommandContext, CommandError } from './command-context.js';
import { readCommandLine, seeAlso } from './command-line.js';
import { answerShell, completionScript } from './completion.js';
import { type DoctorDeps, doctorCommand } from './doctor/doctor-command.js';
import { runServerCommand } from './run-server-command.js';
import { runStorageCommand } from './run-storage-command.js';
import { simulateCommand } from './simulate-command.js';
import type { Simulator } from './simulator.js';
import { tableOn } from './table.js';
import { tailCommand } from './tail-command.js';

/** What the commands work with. */
export interface CommandDeps extends DoctorDeps {
  readonly simulator: Simulator;
  readonly ids: IdGenerator;
  /** The programs that are started in this process. */
  readonly programs: {
    readonly start: () => Promise<void>;
    readonly demo: (args: readonly string[]) => Promise<void>;
  };
}

/** The exit code that shells give a process that SIGINT ended. */
const INTERRUPTED = 130;
/** That of a command line that cannot be read. */
const USAGE = 2;

/** Runs the command that the command line names; answers with the exit code. */
export const runCommandLine = async (
  args: readonly string[],
  context: CommandContext,
  deps: CommandDeps,
): Promise<number> => {
  const { scenarios } = deps.simulator;
  if (args[0] === 'complete' && args[1] === '--') return answerShell(args, scenarios);
  const command = readCommandLine(args, scenarios);
  if (E.isLeft(command)) {
    const more = command.left.includes('--help') ? '' : `${seeAlso(args, scenarios)}\n`;
    context.stderr.write(`${command.left}\n${more}`);
    return USAGE;
  }
  const outcome = await run(command.right, context, deps)();
  if (E.isRight(outcome)) return 0;
  context.stderr.write(`${outcome.left.message}\n`);
  return context.signal.aborted ? INTERRUPTED : 1;
};

const run = (command: Command, context: CommandContext, deps: CommandDeps): TaskEither<CommandError, void> => {
  switch (command.name) {
    case 'help':
      return print(command.text, context);
    case 'version':
      return print(`${context.version}\n`, context);
    case 'simulate':
      return simulateCommand(deps.simulator, command, context);
    case 'scenarios':
      return print(scenariosText(command, context), context);
    case 'ask':
      return runServerCommand(command, context);
    case 'tail':
      return tailCommand(command, context);
    case 'doctor':
      return doctorCommand(command.json, context, deps);
    case 'start':
      return inProcess(deps.programs.start);
    case 'demo':
      return inProcess(() => deps.programs.demo(command.speed === undefined ? [] : [command.speed]));
    case 'completion':
      return completionScript(command.shell, deps.simulator.scenarios, context);
    default:
      return runStorageCommand(command, context, deps);
  }
};

/** Its exit code is its own. */
const inProcess =
  (program: () => Promise<void>): TaskEither<CommandError, void> =>
  async () => {
    await program();
    return E.right(undefined);
  };

const scenariosText = (
  { scenarios, json }: Extract<Command, { readonly name: 'scenarios' }>,
  context: CommandContext,
): string => {
  const shown = scenarios.map(({ name, summary }) => ({ name, summary }));
  if (json) return `${JSON.stringify(shown)}\n`;
  const rows = shown.map(({ name, summary }) => [name, summary]);
  return tableOn(context, { head: ['SCENARIO', 'WHAT HAPPENS'], rows, empty: 'There are none.' });
};

const print =
  (text: string, { stdout }: CommandContext): TaskEither<CommandError, void> =>
  async () => {
    stdout.write(text);
    return E.right(undefined);
  };
