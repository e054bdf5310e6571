import { MongoBulkWriteError, MongoError, MongoInvalidArgumentError, MongoParseError, MongoServerError } from 'mongodb';
import { type StorageError, storageFault, storageUnavailable } from '../../../../application/ports/storage-error.js';

/** A step writes more for one app than a document may hold. */
export class TooLarge extends Error {}

/** Other processes are writing the same; the request may be repeated. */
export class Busy extends Error {}

/**
 * Server errors that repeating the statement does not mend
 * (https://github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml): bad value, failed to parse, unauthorized, type
 * mismatch, no such command, duplicate key, document too large, and similar ones.
 */
const FAULTS: ReadonlySet<number> = new Set([
  2, 9, 13, 14, 18, 20, 22, 26, 28, 40, 48, 52, 59, 67, 72, 73, 85, 86, 115, 121, 10334, 11000, 17280,
]);

/** Translates what the driver threw into an error of the port, whose detail is one line. */
export const explainMongo = (thrown: unknown): StorageError => {
  if (thrown instanceof Busy) return storageUnavailable(thrown.message);
  if (!(thrown instanceof MongoError))
    return storageFault(thrown instanceof Error ? firstLine(thrown.message) : String(thrown));
  const detail = `${firstLine(thrown.message)}${thrown.code === undefined ? '' : ` (${thrown.code})`}`;
  return isFault(thrown) ? storageFault(detail) : storageUnavailable(detail);
};

const isFault = (thrown: MongoError): boolean =>
  thrown instanceof MongoServerError
    ? FAULTS.has(Number(thrown.code)) || isDuplicate(thrown)
    : thrown instanceof MongoInvalidArgumentError || thrown instanceof MongoParseError;

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
