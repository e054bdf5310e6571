import { DatabaseError } from 'pg';
import { type StorageError, storageFault, storageUnavailable } from '../../../application/ports/storage-error.js';

/**
 * Classes of error codes that say nothing about the statement (https://www.postgresql.org/docs/current/errcodes-appendix.html):
 * connection, transaction rolled back, out of disk, memory or connections, ended by an operator, the server's own input and
 * output, and a transaction or a session that took too long.
 */
const PASSING_CLASSES: ReadonlySet<string> = new Set(['08', '40', '53', '57', '58']);
/** Read-only, as after a failover; idle in a transaction for too long; cannot get a lock now. */
const PASSING_CODES: ReadonlySet<string> = new Set(['25006', '25P03', '55P03']);

/** Serialisation failed, deadlock, a key that somebody else took at the same moment: worth another try at once. */
const LOST_RACES: ReadonlySet<string> = new Set(['40001', '40P01', '23505']);

export const isLostRace = (thrown: unknown): boolean =>
  thrown instanceof DatabaseError && LOST_RACES.has(thrown.code ?? '');

/** Puts what the driver threw into the words of the port, in one line and without a value of anybody's. */
export const explainPostgres = (thrown: unknown): StorageError => {
  if (thrown instanceof DatabaseError) {
    const code = thrown.code ?? '';
    const detail = `${firstLine(thrown.message)} (${code})`;
    return PASSING_CLASSES.has(code.slice(0, 2)) || PASSING_CODES.has(code)
      ? storageUnavailable(detail)
      : storageFault(detail);
  }
  // What is no answer of the server's is trouble on the way to it.
  return thrown instanceof Error ? storageUnavailable(reasonOf(thrown)) : storageFault(String(thrown));
};

/** A host with several addresses fails with a list of errors and no message of its own. */
const reasonOf = (thrown: Error): string => {
  const [first] = thrown instanceof AggregateError ? thrown.errors : [];
  return firstLine(thrown.message || (first instanceof Error ? first.message : thrown.name));
};

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? text;

/** What to do about a server that does not let us in, by the code of its refusal. */
export const adviceFor = (thrown: unknown): string | null => {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
  return ADVICE.get(code) ?? null;
};

const ADVICE: ReadonlyMap<string, string> = new Map([
  ['28P01', 'check DB_USER and DB_PASSWORD, or DATABASE_URL'],
  ['28000', 'check DB_USER, and whether the server lets this machine in (pg_hba.conf)'],
  ['3D000', 'create the database, or check DB_NAME'],
  ['42501', 'grant the user what it lacks'],
  ['53300', 'lower DB_MAX_CLIENTS, or raise max_connections of the server'],
  ['53100', 'make room on the disk of the server'],
  ['ECONNREFUSED', 'start the server, or check DB_HOST and DB_PORT'],
  ['ENOTFOUND', 'check DB_HOST'],
  ['EAI_AGAIN', 'check DB_HOST'],
  ['ETIMEDOUT', 'check DB_HOST, DB_PORT and the network'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'give the server a certificate that can be checked, or set DB_SSL=false'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'give the server a certificate that can be checked, or set DB_SSL=false'],
]);
