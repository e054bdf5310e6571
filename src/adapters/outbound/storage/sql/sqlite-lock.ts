import { closeSync, existsSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import Libsql from 'libsql';
import type { StorageError } from '../../../../application/ports/storage-error.js';
import { isBusy } from './sqlite-errors.js';
import { demandFolder, IN_MEMORY, OWNER_ONLY, pathOf, realPlace, refusalOf } from './sqlite-file.js';

/** The right of one process to be the only server on a database file. It ends with the process, however that ends. */
export interface SqliteLock {
  /** The file that is locked, whatever links lead to it. */
  readonly place: string;
  readonly release: () => void;
}

/**
 * Locks a database against every other server, also one of this process. Readers and backups need no lock. The left names the process
 * that has it. `creates` allows to create the folder.
 */
export const lockDatabase =
  (file: string, { creates = true }: { readonly creates?: boolean } = {}): TaskEither<StorageError, SqliteLock> =>
  async () => {
    const path = pathOf(file);
    if (path === IN_MEMORY) return E.right({ place: path, release: () => undefined });
    try {
      await demandFolder(path, creates);
      return E.right(lockAt(await realPlace(path)));
    } catch (thrown) {
      return E.left(refusalOf(path, thrown));
    }
  };

const lockAt = (place: string): SqliteLock => {
  const held = hold(place);
  const holder = holderFile(place);
  // Only for the message to others: without it the lock is as good.
  attempt(() => writeFileSync(holder, `process ${process.pid} on ${hostname()}\n`, { mode: OWNER_ONLY }));
  const release = (): void => {
    attempt(() => rmSync(holder, { force: true }));
    // The driver keeps an open transaction, and its lock, beyond a close.
    held.exec('rollback');
    held.close();
  };
  return { place, release };
};

/**
 * An empty database beside the file, in a transaction that is never committed: SQLite locks it on every system, and the system
 * releases it when the process ends. The database itself cannot be locked so, because backups read it meanwhile.
 */
const hold = (place: string): Libsql.Database => {
  const file = `${place}.lock`;
  try {
    // Not where it exists: closing any handle of a file releases the locks that this process has on it.
    if (!existsSync(file)) closeSync(openSync(file, 'a', OWNER_ONLY));
    const database = new Libsql(file);
    try {
      database.prepare('pragma busy_timeout = 0').all();
      database.exec('begin exclusive');
      return database;
    } catch (thrown) {
      database.close();
      throw thrown;
    }
  } catch (thrown) {
    if (isBusy(thrown)) throw new Error(`${holderOf(place)} has it open: stop it first`);
    throw new Error(`cannot lock ${file}: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
  }
};

const holderFile = (place: string): string => `${place}.pid`;

const holderOf = (place: string): string => {
  const text = attempt(() => readFileSync(holderFile(place), 'utf8')) ?? '';
  return /^process \d+ on \S+$/.exec(text.trim())?.[0] ?? 'another process';
};

const attempt = <A>(work: () => A): A | null => {
  try {
    return work();
  } catch {
    return null;
  }
};
