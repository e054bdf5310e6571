import { resolve } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { IdGenerator } from '../../../application/ports/id-generator.js';
import { loadStorageConfig } from '../../config/load-config.js';
import type { StorageConfig } from '../../config/storage-config.js';
import { exists } from './archive-file.js';
import { backupCommand, markCommand, restoreCommand } from './backup-commands.js';
import type { StorageCommand } from './command.js';
import { type CommandContext, type CommandError, commandError } from './command-context.js';
import { exportCommand, exportFileIn, type Moved } from './export-command.js';
import { importCommand } from './import-command.js';
import { check, type EngineOf, migrate, mustExist, mustOutliveProcess, withArchive } from './storage-commands.js';

interface StorageDeps {
  readonly engineOf: EngineOf;
  readonly ids: IdGenerator;
}

/** Runs a command on the storage that the server's variables name. */
export const runStorageCommand =
  (command: StorageCommand, context: CommandContext, deps: StorageDeps): TaskEither<CommandError, void> =>
  async () => {
    const loaded = await loadStorageConfig(context)();
    if (E.isLeft(loaded)) return E.left(commandError(loaded.left.message));
    const { storage, dbAutoMigrate, dataDir } = loaded.right;
    const { engineOf } = deps;
    switch (command.name) {
      case 'migrate':
        return migrate(await engineOf(storage), command.json, context)();
      case 'check':
        return check(await engineOf(storage), storage.engine, command.json, context)();
      case 'backup': {
        const found = await mustExist(storage)();
        return E.isLeft(found) ? found : backupCommand(await engineOf(storage), command, context)();
      }
      case 'restore':
        return restoreCommand(await engineOf(storage), command, context)();
      case 'mark':
        return markCommand(await engineOf(storage), command.json, context)();
      case 'export':
        return exportFrom(
          storage,
          deps,
          { ...command, file: command.file === undefined ? exportFileIn(dataDir, new Date()) : command.file },
          context,
        )();
      case 'import':
        return importInto(storage, deps, dbAutoMigrate, command, context)();
      default:
        return command satisfies never;
    }
  };

const exportFrom =
  (
    storage: StorageConfig,
    { engineOf, ids }: StorageDeps,
    moved: Moved,
    context: CommandContext,
  ): TaskEither<CommandError, void> =>
  async () => {
    const movable = mustOutliveProcess(storage);
    if (E.isLeft(movable)) return movable;
    const found = await mustExist(storage)();
    if (E.isLeft(found)) return found;
    const write = (archive: Parameters<typeof exportCommand>[0]) =>
      exportCommand(archive, storage.engine, moved, context);
    const record = { action: 'data.exported', ids, stderr: context.stderr } as const;
    return withArchive(await engineOf(storage), { migrates: false, isGuest: true }, record, write)();
  };

const importInto =
  (
    storage: StorageConfig,
    { engineOf, ids }: StorageDeps,
    migrates: boolean,
    moved: Moved,
    context: CommandContext,
  ): TaskEither<CommandError, void> =>
  async () => {
    const { file } = moved;
    if (file !== null && !(await exists(resolve(context.cwd, file)))) {
      return E.left(commandError(`There is no file ${file}.`));
    }
    const movable = mustOutliveProcess(storage);
    if (E.isLeft(movable)) return movable;
    const record = { action: 'data.imported', ids, stderr: context.stderr } as const;
    return withArchive(await engineOf(storage), { migrates, isGuest: false }, record, (archive) =>
      importCommand(archive, moved, context),
    )();
  };
