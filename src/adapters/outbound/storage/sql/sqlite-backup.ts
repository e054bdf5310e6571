import { copyFile, mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import Libsql from 'libsql';
import type { StorageError } from '../../../../application/ports/storage-error.js';
import { makePrivate, refusalOf } from './sqlite-file.js';

/** Of a connection that only reads, or looks whether it is alone. In milliseconds. */
const BUSY_TIMEOUT = 'busy_timeout = 1000';

/** Writes a consistent copy of a database to a file that only its owner can read, while a server may be using the database. */
export const backupSqlite =
  (file: string, target: string): TaskEither<StorageError, void> =>
  async () => {
    const part = `${target}.part`;
    try {
      await rm(part, { force: true });
      await makePrivate(part);
      const database = new Libsql(resolve(file), { readonly: true });
      try {
        database.prepare(`pragma ${BUSY_TIMEOUT}`).all();
        database.prepare('vacuum into ?').run(part);
      } finally {
        database.close();
      }
      return E.right(await rename(part, target));
    } catch (thrown) {
      await rm(part, { force: true });
      return E.left(refusalOf(file, thrown));
    }
  };

/**
 * Puts a backup in the place of a database, and answers with the name that the old one has now, or null if there was none. Refuses while
 * another process has the database open, and a file that is damaged or that `prepare`, which works
 * on the copy before it is in place, refuses.
 */
export const restoreSqlite =
  (
    file: string,
    source: string,
    prepare: (database: Libsql.Database) => Promise<void>,
  ): TaskEither<StorageError, string | null> =>
  async () => {
    const [path, part] = [resolve(file), `${resolve(file)}.restored`];
    try {
      const old = await stat(path).catch(() => null);
      if (old !== null) demandAlone(path);
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      await rm(part, { force: true });
      await makePrivate(part);
      await copyFile(source, part);
      await onCopy(part, prepare);
      const aside = old === null ? null : `${path}.before-${new Date().toISOString().replace(/[:.]/g, '-')}`;
      if (aside !== null) await rename(path, aside);
      await rename(part, path);
      return E.right(aside);
    } catch (thrown) {
      await rm(part, { force: true });
      return E.left(refusalOf(source, thrown));
    }
  };

/** Leaves the write-ahead log's mode, which needs the file to itself and writes the log into it. */
const demandAlone = (path: string): void => {
  const database = new Libsql(path);
  try {
    database.prepare('pragma busy_timeout = 0').all();
    const [mode] = database.prepare('pragma journal_mode = delete').all() as { journal_mode?: string }[];
    if (mode?.journal_mode !== 'delete') throw new Error(IN_USE);
  } catch (thrown) {
    throw thrown instanceof Error && /locked|busy/i.test(thrown.message) ? new Error(IN_USE) : thrown;
  } finally {
    database.close();
  }
};

const IN_USE = 'a server has the database open: stop it first';

const onCopy = async (part: string, prepare: (database: Libsql.Database) => Promise<void>): Promise<void> => {
  const database = new Libsql(part);
  try {
    const [first] = database.prepare('pragma integrity_check').all() as { integrity_check?: string }[];
    if (first?.integrity_check !== 'ok') throw new Error(`the file is damaged: ${first?.integrity_check}`);
    await prepare(database);
  } finally {
    database.close();
  }
};
