import { resolve } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { IdGenerator } from '../../../application/ports/id-generator.js';
import { loadStorageConfig } from '../../config/load-config.js';
import type { StorageConfig } from '../../config/storage-config.js';
import { exists } from './archive-file.js';
import { backupCommand, markCommand, restoreCommand } from './backup-commands.js';
import { type CommandContext, type CommandError, commandError } from './command-context.js';
import { type Command, commandTree, readCommandLine, type StorageCommand } from './command-line.js';
import { doctorCommand } from './doctor-command.js';
import { exportCommand, exportFileIn } from './export-command.js';
import { importCommand } from './import-command.js';
import { runServerCommand } from './run-server-command.js';
import { simulateCommand } from './simulate-command.js';
import type { Simulator } from './simulator.js';
import { check, type EngineOf, migrate, mustExist, mustOutliveProcess, withArchive } from './storage-commands.js';
import { paintFor, tableText } from './table.js';
import { tailCommand } from './tail-command.js';

/** What the commands work with. */
export interface CommandDeps {
  readonly engineOf: EngineOf;
  readonly simulator: Simulator;
  readonly ids: IdGenerator;
  /** Which process listens on a port of this machine; null if it is not known. */
  readonly whoListens: (port: number) => string | null;
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
  if (args[0] === 'complete' || args[0] === 'completion') return complete(args, deps);
  const command = readCommandLine(args, deps.simulator.scenarios);
  if (E.isLeft(command)) {
    context.stderr.write(`${command.left}\nSee cti --help.\n`);
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
    default:
      return runOnStorage(command, context, deps);
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
  { stdout, env }: CommandContext,
): string => {
  const shown = scenarios.map(({ name, summary }) => ({ name, summary }));
  if (json) return `${JSON.stringify(shown)}\n`;
  const rows = shown.map(({ name, summary }) => [name, summary]);
  return tableText({ head: ['SCENARIO', 'WHAT HAPPENS'], rows, empty: 'There are none.' }, paintFor(stdout, env));
};

/** Prints the script with which a shell completes commands, or answers the question that such a script asks. */
const complete = async (args: readonly string[], { simulator }: CommandDeps): Promise<number> => {
  const { default: tab } = await import('@bomb.sh/tab/commander');
  const { program } = commandTree(simulator.scenarios);
  tab(program, { completionCommandName: 'completion' });
  program.parse([...args], { from: 'user' });
  return 0;
};

const print =
  (text: string, { stdout }: CommandContext): TaskEither<CommandError, void> =>
  async () => {
    stdout.write(text);
    return E.right(undefined);
  };

const runOnStorage =
  (
    command: StorageCommand,
    context: CommandContext,
    deps: Pick<CommandDeps, 'engineOf' | 'ids'>,
  ): TaskEither<CommandError, void> =>
  async () => {
    const loaded = await loadStorageConfig(context)();
    if (E.isLeft(loaded)) return E.left(commandError(loaded.left.message));
    const { storage, dbAutoMigrate, dataDir } = loaded.right;
    const { engineOf } = deps;
    switch (command.name) {
      case 'migrate':
        return migrate(await engineOf(storage), context)();
      case 'check':
        return check(await engineOf(storage), storage.engine, command.json, context)();
      case 'backup': {
        const found = await mustExist(storage)();
        return E.isLeft(found) ? found : backupCommand(await engineOf(storage), command.file, command.force, context)();
      }
      case 'restore':
        return restoreCommand(await engineOf(storage), command.file, context)();
      case 'mark':
        return markCommand(await engineOf(storage), context)();
      case 'export':
        return exportFrom(
          storage,
          deps,
          command.file === undefined ? exportFileIn(dataDir, new Date()) : command.file,
          context,
        )();
      case 'import':
        return importInto(storage, deps, dbAutoMigrate, command.file, context)();
      default:
        return command satisfies never;
    }
  };

const exportFrom =
  (
    storage: StorageConfig,
    { engineOf, ids }: Pick<CommandDeps, 'engineOf' | 'ids'>,
    file: string | null,
    context: CommandContext,
  ): TaskEither<CommandError, void> =>
  async () => {
    const movable = mustOutliveProcess(storage);
    if (E.isLeft(movable)) return movable;
    const found = await mustExist(storage)();
    if (E.isLeft(found)) return found;
    const write = (archive: Parameters<typeof exportCommand>[0]) =>
      exportCommand(archive, storage.engine, file, context);
    const record = { action: 'data.exported', ids, stderr: context.stderr } as const;
    return withArchive(await engineOf(storage), { migrates: false, isGuest: true }, record, write)();
  };

const importInto =
  (
    storage: StorageConfig,
    { engineOf, ids }: Pick<CommandDeps, 'engineOf' | 'ids'>,
    migrates: boolean,
    file: string | null,
    context: CommandContext,
  ): TaskEither<CommandError, void> =>
  async () => {
    if (file !== null && !(await exists(resolve(context.cwd, file)))) {
      return E.left(commandError(`There is no file ${file}.`));
    }
    const movable = mustOutliveProcess(storage);
    if (E.isLeft(movable)) return movable;
    const record = { action: 'data.imported', ids, stderr: context.stderr } as const;
    return withArchive(await engineOf(storage), { migrates, isGuest: false }, record, (archive) =>
      importCommand(archive, file, context),
    )();
  };
