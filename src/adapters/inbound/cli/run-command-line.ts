import { resolve } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { loadStorageConfig } from '../../config/load-config.js';
import { exists } from './archive-file.js';
import { type CommandContext, type CommandError, commandError } from './command-context.js';
import { type Command, readCommandLine, USAGE } from './command-line.js';
import { exportCommand } from './export-command.js';
import { importCommand } from './import-command.js';
import { simulateCommand } from './simulate-command.js';
import { check, migrate, mustExist, withArchive } from './storage-commands.js';

/** Carries out what a command line asks for; answers with the exit code. */
export const runCommandLine = async (args: readonly string[], context: CommandContext): Promise<number> => {
  const command = readCommandLine(args);
  if (E.isLeft(command)) {
    context.stderr.write(`${command.left}\n\n${USAGE}`);
    return 1;
  }
  const done = await run(command.right, context)();
  if (E.isRight(done)) return 0;
  context.stderr.write(`${done.left.message}\n`);
  return context.signal.aborted ? BROKEN_OFF : 1;
};

/** What shells answer for a process that SIGINT ended. */
const BROKEN_OFF = 130;

const run =
  (command: Command, context: CommandContext): TaskEither<CommandError, void> =>
  async () => {
    if (command.name === 'help' || command.name === 'version') {
      context.stdout.write(command.name === 'help' ? USAGE : `${context.version}\n`);
      return E.right(undefined);
    }
    if (command.name === 'simulate') return simulateCommand(command, context)();
    const loaded = await loadStorageConfig(context)();
    if (E.isLeft(loaded)) return E.left(commandError(loaded.left.message));
    const { storage, dbAutoMigrate } = loaded.right;
    switch (command.name) {
      case 'migrate':
        return migrate(storage, context)();
      case 'check':
        return check(storage, context)();
      case 'export': {
        const there = await mustExist(storage)();
        if (E.isLeft(there)) return there;
        return withArchive(storage, false, (archive) =>
          exportCommand(archive, storage.engine, command.file, context),
        )();
      }
      case 'import': {
        if (command.file !== null && !(await exists(resolve(context.cwd, command.file)))) {
          return E.left(commandError(`There is no file ${command.file}.`));
        }
        return withArchive(storage, dbAutoMigrate, (archive) => importCommand(archive, command.file, context))();
      }
      default:
        return command satisfies never;
    }
  };
