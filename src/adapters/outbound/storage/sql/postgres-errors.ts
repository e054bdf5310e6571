import { DatabaseError } from 'pg';
import { type StorageError, storageFault, storageUnavailable } from '../../../../application/ports/storage-error.js';

/**
 * Classes of error codes whose cause is not the statement and may pass (https://www.postgresql.org/docs/current/errcodes-appendix.html):
 * connection, log-in and database of a new connection, transaction rolled back, out of disk, memory or connections, ended by an
 * operator, input and output of the server.
 */
const TRANSIENT_CLASSES: ReadonlySet<string> = new Set(['08', '28', '3D', '40', '53', '57', '58']);
/** Further such codes: read-only, as after a failover; idle in a transaction for too long; no lock at the moment. */
const TRANSIENT_CODES: ReadonlySet<string> = new Set(['25006', '25P03', '55P03']);

/** Serialization failure, deadlock, a unique key that another transaction inserted at the same moment. */
const LOST_RACES: ReadonlySet<string> = new Set(['40001', '40P01', '23505']);

/**
 * The server refused the statement itself, or gave it up, and the connection is as good as before: bad data, a
 * constraint, rolled back, bad syntax or access, too complex, not in the right state, cancelled, raised by a trigger.
 */
const STATEMENT_REFUSED = /^(2[123]|40|42|44|54|55|57014|P0)/;

/** The error's code, of PostgreSQL or of the system; empty if it has none. */
export const codeOf = (thrown: unknown): string =>
  thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : '';

/** Whether the server rolled back because another transaction was faster: the same work may succeed if it is done again. */
export const isLostRace = (thrown: unknown): boolean =>
  thrown instanceof DatabaseError && LOST_RACES.has(codeOf(thrown));

/** Whether the connection on which this was thrown is not to be used again: a new one may work, as after a failover. */
export const endsConnection = (thrown: unknown): boolean =>
  !(thrown instanceof DatabaseError) || !STATEMENT_REFUSED.test(codeOf(thrown));

/** Translates what the driver threw into an error of the port; its `detail` is one line. */
export const explainPostgres = (thrown: unknown): StorageError => {
  if (thrown instanceof DatabaseError) {
    const code = codeOf(thrown);
    const detail = `${firstLine(thrown.message)} (${code})`;
    return TRANSIENT_CLASSES.has(code.slice(0, 2)) || TRANSIENT_CODES.has(code)
      ? storageUnavailable(detail)
      : storageFault(detail);
  }
  if (!(thrown instanceof Error)) return storageFault(String(thrown));
  return isTransient(thrown) ? storageUnavailable(reasonOf(thrown)) : storageFault(reasonOf(thrown));
};

/** The driver throws plain errors, the network those of the system; an error of another class is a fault in the request. */
const isTransient = (thrown: Error): boolean =>
  Object.getPrototypeOf(thrown) === Error.prototype || 'syscall' in thrown || thrown instanceof AggregateError;

/** For a host with several addresses the error has no message, but a list of errors. */
const reasonOf = (thrown: Error): string => {
  const [first] = thrown instanceof AggregateError ? thrown.errors : [];
  return firstLine(thrown.message || (first instanceof Error ? first.message : thrown.name));
};

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? text;
