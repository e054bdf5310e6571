import type { Command, CommanderError } from 'commander';
import type { Complaint } from './complaint.js';

/** What is wrong with a command line, in one sentence that says what to do. */
export const usageError = ({ code, message }: CommanderError, command: Command, program: Command): Complaint => {
  const [, quoted = ''] = /'([^']*)'/.exec(message) ?? [];
  const name = nameOf(command, program);
  switch (code) {
    case 'commander.unknownCommand':
      return command === program
        ? asked(`There is no command ${quoted}${meantIn(message)}`)
        : `${name} has no ${quoted}; it has ${command.commands.map((one) => one.name()).join(', ')}.`;
    case 'commander.unknownOption':
      return `${name} has no option ${quoted}: ${name} --help lists those it has.`;
    case 'commander.missingArgument':
      return `${name} needs the ${quoted}.`;
    case 'commander.optionMissingArgument':
      return `${quoted.split(' ')[0]} needs a value.`;
    case 'commander.excessArguments': {
      const takes = command.registeredArguments.length;
      return takes === 0
        ? `${name} takes no arguments.`
        : `${name} takes ${takes === 1 ? 'one argument' : `${takes} arguments`}.`;
    }
    default:
      return `${name} cannot be read: ${name} --help shows how it is written.`;
  }
};

/** The name that was nearly written, as commander guesses it. */
const meantIn = (message: string): string => {
  const [, meant] = /\(Did you mean (?:one of )?(.+?)\?\)/.exec(message) ?? [];
  return meant === undefined ? '' : `, did you mean ${meant.replace(/, ([^,]+)$/, ' or $1')}?`;
};

const asked = (sentence: string): string => (sentence.endsWith('?') ? sentence : `${sentence}.`);

/** The whole name of a command: `cti keys rotate`. */
export const nameOf = (command: Command, program: Command): string =>
  command === program ? 'cti' : `cti ${pathOf(command, program)}`;

const pathOf = (command: Command, program: Command): string =>
  command.parent === null || command.parent === program
    ? command.name()
    : `${pathOf(command.parent, program)} ${command.name()}`;
