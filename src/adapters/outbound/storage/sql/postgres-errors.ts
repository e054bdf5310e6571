import { DatabaseError } from 'pg';
import { type StorageError, storageFault, storageUnavailable } from '../../../../application/ports/storage-error.js';

/**
 * Classes of error codes that say nothing about the statement (https://www.postgresql.org/docs/current/errcodes-appendix.html):
 * connection, log-in and database on a new connection, transaction rolled back, out of disk, memory or connections, ended by an
 * operator, the server's own input and output.
 */
const PASSING_CLASSES: ReadonlySet<string> = new Set(['08', '28', '3D', '40', '53', '57', '58']);
/** Read-only, as after a failover; idle in a transaction for too long; cannot get a lock now. */
const PASSING_CODES: ReadonlySet<string> = new Set(['25006', '25P03', '55P03']);

/** Serialisation failed, deadlock, a key that somebody else took at the same moment: worth another try at once. */
const LOST_RACES: ReadonlySet<string> = new Set(['40001', '40P01', '23505']);

/** Shut down, crashed, dropped or idle for too long, and whatever is wrong with the connection itself. */
const ENDS = /^(57P|25P03|08)/;

const codeOf = (thrown: unknown): string =>
  thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : '';

/** Whether the server undid everything for the sake of somebody who was faster, so that the same work may go through if it is done again. */
export const isLostRace = (thrown: unknown): boolean =>
  thrown instanceof DatabaseError && LOST_RACES.has(codeOf(thrown));

/** Whether the connection that this was thrown on is of no more use. */
export const endsConnection = (thrown: unknown): boolean =>
  !(thrown instanceof DatabaseError) || ENDS.test(codeOf(thrown));

/** Puts what the driver threw into the words of the port, in one line. */
export const explainPostgres = (thrown: unknown): StorageError => {
  if (thrown instanceof DatabaseError) {
    const code = codeOf(thrown);
    const detail = `${firstLine(thrown.message)} (${code})`;
    return PASSING_CLASSES.has(code.slice(0, 2)) || PASSING_CODES.has(code)
      ? storageUnavailable(detail)
      : storageFault(detail);
  }
  if (!(thrown instanceof Error)) return storageFault(String(thrown));
  return isTrouble(thrown) ? storageUnavailable(reasonOf(thrown)) : storageFault(reasonOf(thrown));
};

/** The driver fails with plain errors, the network with those of the system; any other kind is about what was asked or read. */
const isTrouble = (thrown: Error): boolean =>
  Object.getPrototypeOf(thrown) === Error.prototype || 'syscall' in thrown || thrown instanceof AggregateError;

/** A host with several addresses fails with a list of errors and no message of its own. */
const reasonOf = (thrown: Error): string => {
  const [first] = thrown instanceof AggregateError ? thrown.errors : [];
  return firstLine(thrown.message || (first instanceof Error ? first.message : thrown.name));
};

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? text;

/** What to do about a server that cannot be used; null where nothing is known to help. */
export const adviceFor = (thrown: unknown): string | null => {
  const told = thrown instanceof Error ? `${codeOf(thrown)} ${thrown.message}` : '';
  return ADVICE.find(([sign]) => sign.test(told))?.[1] ?? null;
};

const CHECK_ADDRESS = 'check DB_HOST and DB_PORT, or DATABASE_URL';

/** By the code of what was thrown or, where the driver gives none, by its message. */
const ADVICE: readonly (readonly [RegExp, string])[] = [
  [/^28P01 /, 'check DB_USER and DB_PASSWORD, or DATABASE_URL'],
  [/password must be a string/, 'the server asks for a password: set DB_PASSWORD, or write it into DATABASE_URL'],
  [/^28000 /, 'check DB_USER, or DATABASE_URL, and whether the server lets this machine in (pg_hba.conf)'],
  [/^3D000 /, 'create the database, or check DB_NAME, or DATABASE_URL'],
  [/^42501 /, 'grant the user what it lacks'],
  [/^42703 /, 'another program keeps tables here: give this one a database, or a schema, of its own'],
  [/^53300 /, 'lower DB_MAX_CLIENTS, or raise max_connections of the server'],
  [/^53100 /, 'make room on the disk of the server'],
  [/^57P03 /, 'the server is starting or stopping: try again'],
  [/^ECONNREFUSED /, `start the server, or ${CHECK_ADDRESS}`],
  [/^(ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH) |timeout/, `${CHECK_ADDRESS}, and the network`],
  [/does not support SSL/, 'turn TLS on at the server (ssl = on), or set DB_SSL=false'],
  [
    /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_)/,
    'give the server a certificate for its name, and its authority in NODE_EXTRA_CA_CERTS or in sslrootcert of DATABASE_URL',
  ],
];

/** A server or a schema that cannot be used as it is; the message is one line that says why and what to do. */
export class Unusable extends Error {}
