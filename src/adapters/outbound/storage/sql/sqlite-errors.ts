import Libsql from 'libsql';
import { type StorageError, storageFault, storageUnavailable } from '../../../../application/ports/storage-error.js';

/**
 * Result codes that say nothing about the statement: busy, locked, out of memory, read-only, interrupted, input or output
 * failed, disk full, cannot open, locking protocol (https://www.sqlite.org/rescode.html).
 */
const PASSING = new Set([5, 6, 7, 8, 9, 10, 13, 14, 15]);

/** Puts what the driver threw into the words of the port, in one line. */
export const explainSqlite = (thrown: unknown): StorageError => {
  const detail = thrown instanceof Error ? firstLine(thrown.message) : String(thrown);
  if (!(thrown instanceof Libsql.SqliteError)) return storageFault(detail);
  // The lowest byte is the primary code, the rest says more about it.
  return PASSING.has(resultCode(thrown) & 0xff) ? storageUnavailable(detail) : storageFault(detail);
};

const resultCode = (error: object): number =>
  'rawCode' in error && typeof error.rawCode === 'number' ? error.rawCode : 0;

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? text;
