import type { Option } from 'fp-ts/lib/Option.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { AppId } from '../../domain/ids.js';
import type { Conflict, StorageError } from './storage-error.js';

/** What is stored of an app as one value: its connection to the phone system, its webhook there, its coverage, and whom it tells its events. */
export const RECORD_KINDS = ['connection', 'webhook', 'coverage', 'endpoints'] as const;
export type RecordKind = (typeof RECORD_KINDS)[number];

/** One such value as it is stored. */
export interface AppRecord {
  readonly appId: AppId;
  readonly kind: RecordKind;
  /** JSON text; what is secret in it is sealed before it comes here. */
  readonly value: string;
  /** 1 for the first, growing by one with each change. */
  readonly revision: number;
}

/** Small values. Each changes as a whole, decided from what it was: of two concurrent writers one must start again. */
export interface AppRecords {
  readonly find: (appId: AppId, kind: RecordKind) => TaskEither<StorageError, Option<AppRecord>>;
  /**
   * Saves a record, durably. `Conflict`, and nothing changed, if its revision does not follow the stored one (1 where none is
   * stored). An app that does not exist is a `StorageFault`.
   */
  readonly save: (record: AppRecord) => TaskEither<StorageError | Conflict, void>;
  /** All records of one kind. Apps are few; this is for background work, not for requests. */
  readonly all: (kind: RecordKind) => TaskEither<StorageError, readonly AppRecord[]>;
}
