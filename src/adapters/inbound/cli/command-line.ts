import { type Command as Commander, CommanderError } from 'commander';
import * as E from 'fp-ts/lib/Either.js';
import type { Command } from './command.js';
import { commandTree } from './command-tree.js';
import type { Complaint } from './complaint.js';
import type { Scenario } from './simulator.js';
import { nameOf, usageError } from './usage-error.js';

/** Reads the command line; the left says in one line what is wrong with it. `scenarios` are those that can be simulated. */
export const readCommandLine = (
  args: readonly string[],
  scenarios: readonly Scenario[],
): E.Either<Complaint, Command> => {
  if (args.length === 1 && (args[0] === '-v' || args[0] === '--version')) return E.right({ name: 'version' });
  const { program, result } = commandTree(scenarios);
  if (args.length === 1 && args[0] === 'help') return helpOf(program);
  if (args[0] === 'help') return readCommandLine([...args.slice(1), '--help'], scenarios);
  try {
    program.parse([...args], { from: 'user' });
    return result() ?? E.left(NONE);
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) throw thrown;
    const named = namedIn(program, args);
    if (thrown.code === 'commander.helpDisplayed') return helpOf(named);
    return E.left(thrown.code === 'commander.help' ? incomplete(named, program) : usageError(thrown, named, program));
  }
};

/** Where more is said of the command that was meant. */
export const seeAlso = (args: readonly string[], scenarios: readonly Scenario[]): string => {
  const { program } = commandTree(scenarios);
  return `See ${nameOf(namedIn(program, args), program)} --help.`;
};

const NONE = 'No command is given.';

/** The help of a command, with what was added to it. */
const helpOf = (command: Commander): E.Either<Complaint, Command> => {
  let text = '';
  command.configureOutput({
    writeOut: (written) => {
      text += written;
    },
  });
  command.outputHelp();
  return E.right({ name: 'help', text });
};

/** What is missing where a group of commands is named alone. */
const incomplete = (named: Commander, program: Commander): Complaint => {
  const names = named.commands.map((one) => one.name()).join(', ');
  return named === program ? NONE : `cti ${named.name()} needs one of: ${names}.`;
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
