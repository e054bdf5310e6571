import { MongoBulkWriteError, MongoError, MongoInvalidArgumentError, MongoParseError, MongoServerError } from 'mongodb';
import { type StorageError, storageFault, storageUnavailable } from '../../../../application/ports/storage-error.js';

/** A step writes more for one app than a document may hold. */
export class TooLarge extends Error {}

/** Other processes are writing the same; the request may be repeated. */
export class Busy extends Error {}

/**
 * Errors of the server whose cause is not the statement and may pass
 * (https://github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml). Every other one is a refusal of this statement.
 */
const OUTAGES: ReadonlySet<number> = new Set([
  // Host out of reach or not found; network or socket failed or timed out.
  ...[6, 7, 89, 202, 9001],
  // Log-in or rights; 8000 on Atlas.
  ...[13, 18, 391, 8000],
  // Not the primary, stepping down, starting, shutting down or interrupted by that.
  ...[91, 94, 189, 10107, 10058, 11600, 11601, 11602, 13435, 13436],
  // The time is up: of a statement, a lock, a transaction, an acknowledgement by other servers.
  ...[24, 46, 50, 64, 262, 290],
  // No majority, or no server to read from; routing to a shard is being changed.
  ...[63, 100, 133, 134, 150, 13388],
  // Another transaction or the end of a cursor, a session, a plan.
  ...[43, 112, 175, 225, 237, 251, 261],
  // Disk full, or writes blocked by an operator.
  ...[371, 14031],
]);

/** Labels that the server or the driver puts on an error that passes. */
const PASSING = ['RetryableWriteError', 'TransientTransactionError', 'SystemOverloadedError', 'ResetPool'] as const;

/** Translates what the driver threw into an error of the port, whose detail is one line. */
export const explainMongo = (thrown: unknown): StorageError => {
  if (thrown instanceof Busy) return storageUnavailable(thrown.message);
  if (!(thrown instanceof MongoError))
    return storageFault(thrown instanceof Error ? firstLine(thrown.message) : String(thrown));
  const detail = `${firstLine(thrown.message)}${thrown.code === undefined ? '' : ` (${thrown.code})`}`;
  return isFault(thrown) ? storageFault(detail) : storageUnavailable(detail);
};

/** Whether what the driver threw is a refusal that repeating the statement does not mend. */
export const isRefusal = (thrown: unknown): boolean => thrown instanceof MongoError && isFault(thrown);

const isFault = (thrown: MongoError): boolean =>
  thrown instanceof MongoServerError
    ? // Without a code it is not the server's: a bulk write wraps that the connection broke in the same class.
      thrown.code !== undefined &&
      !OUTAGES.has(Number(thrown.code)) &&
      !PASSING.some((label) => thrown.hasErrorLabel(label)) &&
      !isOutageBelow(thrown)
    : thrown instanceof MongoInvalidArgumentError || thrown instanceof MongoParseError;

/** FerretDB names the place in its source. A refusal of PostgreSQL below it has an SQLSTATE that is none of an outage. */
const OF_FERRETDB = /^\[\w+\.go:/;
const REFUSED_BELOW = /\(SQLSTATE (?!08|25006|28|3D|40|53|57|58)/;

/** FerretDB reports as an internal error whatever goes wrong with the database below it, also that it is out of reach. */
const isOutageBelow = ({ code, message }: MongoError): boolean =>
  code === 1 && OF_FERRETDB.test(message) && !REFUSED_BELOW.test(message);

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? text;

/** FerretDB reports a duplicate key on an update with the message of the engine below it. */
const DUPLICATE_MESSAGE = /UNIQUE constraint failed|duplicate key value violates unique constraint/;

/** Whether a write failed because a document with the same key is stored. */
export const isDuplicate = (thrown: unknown): boolean =>
  thrown instanceof MongoServerError &&
  (thrown.code === 11000 || (thrown.code === 1 && DUPLICATE_MESSAGE.test(thrown.message)));

/** Whether duplicate keys are the only reason why a write of several documents failed, and all others are durable. */
export const isNothingButDuplicates = (thrown: unknown): boolean => {
  if (!(thrown instanceof MongoBulkWriteError)) return isDuplicate(thrown);
  const errors = [thrown.writeErrors].flat();
  const areDuplicates = errors.every(
    ({ code, errmsg }) => code === 11000 || (code === 1 && DUPLICATE_MESSAGE.test(errmsg ?? '')),
  );
  return errors.length > 0 && areDuplicates && thrown.result.getWriteConcernError() === undefined;
};
