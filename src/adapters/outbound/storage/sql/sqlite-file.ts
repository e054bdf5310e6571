import { access, chmod, constants, mkdir, open, readlink, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import Libsql from 'libsql';
import type { StorageError } from '../../../../application/ports/storage-error.js';
import { errorCode } from '../../../config/error-code.js';
import { explainSqlite } from './sqlite-errors.js';

/** The name of a database that lives in memory and ends with the process. */
export const IN_MEMORY = ':memory:';

/** A database holds what callers said, and sealed tokens. */
export const OWNER_ONLY = 0o600;

/** How long, in milliseconds, this process blocks while another one (a backup, a shell) has locked the file. */
const BUSY_TIMEOUT = 'busy_timeout = 1000';

const PRAGMAS = [
  // Readers do not wait for the writer, and a commit is one write to the log.
  'journal_mode = wal',
  // A commit is on the disk before it is answered: it survives a loss of power, not only the end of the process.
  'synchronous = full',
  BUSY_TIMEOUT,
  'foreign_keys = on',
  // In KiB: the upper levels of the indexes of a few million calls.
  'cache_size = -65536',
  // In pages of 4 KiB: the log is brought into the file that much at once. A page that changes often is written once each time.
  'wal_autocheckpoint = 4000',
];

/**
 * Opens a file for some work, and closes it if the work fails. `creates` allows to create the file and its folder; without it, a
 * missing file is a left, whose `detail` says to migrate.
 */
export const onDatabase =
  <A>(
    file: string,
    work: (database: Libsql.Database) => Promise<A>,
    { creates = true }: { readonly creates?: boolean } = {},
  ): TaskEither<StorageError, A> =>
  async () => {
    const path = pathOf(file);
    try {
      if (path !== IN_MEMORY) {
        await demandFolder(path, creates);
        await makePrivate(path);
      }
      const database = new Libsql(path);
      try {
        setUp(database);
        return E.right(await work(database));
      } catch (thrown) {
        database.close();
        throw thrown;
      }
    } catch (thrown) {
      return E.left(refusalOf(path, thrown));
    }
  };

/** Another connection to a file that is open. */
export const openAgain = (file: string): Libsql.Database => {
  const database = new Libsql(pathOf(file));
  try {
    setUp(database);
    return database;
  } catch (thrown) {
    database.close();
    throw thrown;
  }
};

const setUp = (database: Libsql.Database): void => {
  for (const pragma of PRAGMAS) database.prepare(`pragma ${pragma}`).all();
};

/** Creates the folder of a file that may be created; throws if the file is missing and may not. */
export const demandFolder = async (path: string, creates: boolean): Promise<void> => {
  if (!creates && !(await exists(path))) throw new Error(`it is not there: ${MIGRATE}`);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
};

/** Where a file is, or will be once it is created, whatever links lead to it. Its folder is there. */
export const realPlace = async (path: string): Promise<string> => {
  try {
    return await realpath(path);
  } catch (thrown) {
    if (errorCode(thrown) !== 'ENOENT') throw thrown;
    const target = await readlink(path).catch(() => null);
    if (target !== null) return realPlace(resolve(dirname(path), target));
    return join(await realpath(dirname(path)), basename(path));
  }
};

/** Creates the file if it is missing, for its owner only; SQLite gives the files beside it the same mode. Tightens older ones. */
export const makePrivate = async (path: string): Promise<void> => {
  await (await open(path, 'a', OWNER_ONLY)).close();
  for (const file of [path, `${path}-wal`, `${path}-shm`]) {
    // Missing, or of another user, who decides who reads it.
    await chmod(file, OWNER_ONLY).catch(() => undefined);
  }
};

/** The advice for a database that is missing or not up to date. */
export const MIGRATE = 'run npm run migrate, or set DB_AUTO_MIGRATE=true';

/**
 * Runs some work on a file that can be opened and written; returns `ifMissing` if there is no file but one could be created. Neither
 * the file nor another process that uses it is affected.
 */
export const checkDatabase =
  <A>(file: string, work: (database: Libsql.Database) => Promise<A>, ifMissing: A): TaskEither<StorageError, A> =>
  async () => {
    const path = pathOf(file);
    try {
      if (!(await exists(path))) {
        await demandWritable(dirname(path));
        return E.right(ifMissing);
      }
      const database = new Libsql(path);
      try {
        database.prepare(`pragma ${BUSY_TIMEOUT}`).all();
        database.exec('begin immediate; rollback');
        return E.right(await work(database));
      } finally {
        database.close();
      }
    } catch (thrown) {
      return E.left(refusalOf(path, thrown));
    }
  };

/** Throws unless the folder can be written to or, if it is missing, created. */
const demandWritable = async (folder: string): Promise<void> => {
  if (!(await exists(folder))) return demandWritable(dirname(folder));
  if (!(await stat(folder)).isDirectory()) throw new Error(`${folder} is no folder`);
  await access(folder, constants.W_OK);
};

export const pathOf = (file: string): string => (file === IN_MEMORY ? IN_MEMORY : resolve(file));

export const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

export const refusalOf = (path: string, thrown: unknown): StorageError => {
  const { _tag, detail } = explainSqlite(thrown);
  return { _tag, detail: `cannot open the database ${path}: ${detail}` };
};
