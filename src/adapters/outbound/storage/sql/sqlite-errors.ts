import Libsql from 'libsql';
import { type StorageError, storageFault, storageUnavailable } from '../../../../application/ports/storage-error.js';

/**
 * Result codes whose cause is not the statement and may pass: busy, locked, out of memory, read-only, interrupted, input or output
 * failed, disk full, cannot open, locking protocol (https://www.sqlite.org/rescode.html).
 */
const TRANSIENT_CODES = new Set([5, 6, 7, 8, 9, 10, 13, 14, 15]);

/** Translates what the driver threw into an error of the port; its `detail` is one line. */
export const explainSqlite = (thrown: unknown): StorageError => {
  const detail = thrown instanceof Error ? firstLine(thrown.message) : String(thrown);
  if (!(thrown instanceof Libsql.SqliteError)) return storageFault(detail);
  // The lowest byte is the primary result code.
  return TRANSIENT_CODES.has(resultCode(thrown) & 0xff) ? storageUnavailable(detail) : storageFault(detail);
};

/** Whether another connection has locked what this one needs. */
export const isBusy = (thrown: unknown): boolean =>
  thrown instanceof Libsql.SqliteError && BUSY_CODES.has(resultCode(thrown) & 0xff);

/** Busy, locked. */
const BUSY_CODES = new Set([5, 6]);

const resultCode = (error: object): number =>
  'rawCode' in error && typeof error.rawCode === 'number' ? error.rawCode : 0;

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? text;
