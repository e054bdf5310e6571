import { MongoBulkWriteError, MongoError, MongoInvalidArgumentError, MongoParseError, MongoServerError } from 'mongodb';
import { type StorageError, storageFault, storageUnavailable } from '../../../../application/ports/storage-error.js';

/** What is to be written for an app in one step is larger than a document may be. */
export class TooLarge extends Error {}

/** Others keep writing for the same app. */
export class Busy extends Error {}

/**
 * Server errors that say something about the statement and not about the moment
 * (https://github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml): bad value, failed to parse, unauthorized, type
 * mismatch, no such command, duplicate key, document too large, and their like.
 */
const FAULTS: ReadonlySet<number> = new Set([
  2, 9, 13, 14, 18, 20, 22, 26, 28, 40, 48, 52, 59, 67, 72, 73, 85, 86, 115, 121, 10334, 11000, 17280,
]);

/** Puts what the driver threw into the words of the port, in one line. */
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

/** FerretDB says in the words of the engine below it that an update met a document under the same key. */
const MET_ANOTHER = /UNIQUE constraint failed|duplicate key value violates unique constraint/;

/** Whether a write met a document under the same key. */
export const isDuplicate = (thrown: unknown): boolean =>
  thrown instanceof MongoServerError &&
  (thrown.code === 11000 || (thrown.code === 1 && MET_ANOTHER.test(thrown.message)));

/** Whether of several documents some met others under the same key, and nothing else went wrong with any, nor with their durability. */
export const isNothingButDuplicates = (thrown: unknown): boolean => {
  if (!(thrown instanceof MongoBulkWriteError)) return isDuplicate(thrown);
  const errors = [thrown.writeErrors].flat();
  const met = errors.every(({ code, errmsg }) => code === 11000 || (code === 1 && MET_ANOTHER.test(errmsg ?? '')));
  return errors.length > 0 && met && thrown.result.getWriteConcernError() === undefined;
};
