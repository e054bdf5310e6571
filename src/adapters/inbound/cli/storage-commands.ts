import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { Archive } from '../../../application/ports/archive.js';
import { engineOf } from '../../outbound/storage/open-storage.js';
import type { StorageConfig } from '../../outbound/storage/storage-config.js';
import { exists } from './archive-file.js';
import { type CommandContext, type CommandError, commandError } from './command-context.js';

const ENGINE_NAMES: Readonly<Record<StorageConfig['engine'], string>> = {
  memory: 'memory',
  sqlite: 'SQLite',
  postgres: 'PostgreSQL',
  mongodb: 'MongoDB',
};

/** Brings the schema up to date, and says what that applied. */
export const migrate =
  (storage: StorageConfig, { stdout }: CommandContext): TaskEither<CommandError, void> =>
  async () => {
    const applied = await engineOf(storage).migrate();
    if (E.isLeft(applied)) return E.left(commandError(applied.left.detail));
    stdout.write(applied.right.length === 0 ? 'Nothing to apply\n' : `${applied.right.join('\n')}\n`);
    return E.right(undefined);
  };

/** Says that the storage can be used, and what has yet to be applied to it. */
export const check =
  (storage: StorageConfig, { stdout }: CommandContext): TaskEither<CommandError, void> =>
  async () => {
    const pending = await engineOf(storage).check();
    if (E.isLeft(pending)) return E.left(commandError(pending.left.detail));
    stdout.write(`Database connection OK\nEngine: ${ENGINE_NAMES[storage.engine]}\n`);
    if (pending.right.length > 0) stdout.write(`To be applied by cti migrate: ${pending.right.join(', ')}\n`);
    return E.right(undefined);
  };

/** Opens the storage for one command that moves its data, and closes it. */
export const withArchive =
  (
    storage: StorageConfig,
    migrates: boolean,
    work: (archive: Archive) => TaskEither<CommandError, void>,
  ): TaskEither<CommandError, void> =>
  async () => {
    if (storage.engine === 'memory') {
      return E.left(commandError('STORAGE=memory keeps nothing beyond one process: there is nothing to move.'));
    }
    const opened = await engineOf(storage).open({ migrates, isGuest: true })();
    if (E.isLeft(opened)) return E.left(commandError(opened.left.detail));
    try {
      return await work(opened.right.archive)();
    } finally {
      await opened.right.close();
    }
  };

/** An embedded database is made where there is none, which is not what somebody means who wants to read it. */
export const mustExist =
  (storage: StorageConfig): TaskEither<CommandError, void> =>
  async () => {
    if (storage.engine !== 'sqlite') return E.right(undefined);
    return (await exists(storage.file))
      ? E.right(undefined)
      : E.left(commandError(`There is no database ${storage.file}. Run this where the server runs, or set DATA_DIR.`));
  };
