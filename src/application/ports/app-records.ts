import type { Option } from 'fp-ts/lib/Option.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { AppId } from '../../domain/ids.js';
import type { Conflict, StorageError } from './storage-error.js';

/** What is kept of an app in one piece: its connection to the phone system, its webhook there, what is known to be complete. */
export const RECORD_KINDS = ['connection', 'webhook', 'coverage'] as const;
export type RecordKind = (typeof RECORD_KINDS)[number];

/** One piece as it is kept. */
export interface AppRecord {
  readonly appId: AppId;
  readonly kind: RecordKind;
  /** JSON text; what is secret in it is sealed before it comes here. */
  readonly value: string;
  /** 1 for the first, growing by one with each change. */
  readonly revision: number;
}

/** Small pieces that each change as a whole, decided from how they were: of two writers one must start again. */
export interface AppRecords {
  readonly find: (appId: AppId, kind: RecordKind) => TaskEither<StorageError, Option<AppRecord>>;
  /**
   * Keeps a record, durably. `Conflict`, and nothing changed, if its revision does not follow on the one that is kept (1 where
   * none is). An app that does not exist is a `StorageFault`.
   */
  readonly save: (record: AppRecord) => TaskEither<StorageError | Conflict, void>;
  /** All records of one kind, by app. Apps are few; this is for sweeps, not for requests. */
  readonly all: (kind: RecordKind) => TaskEither<StorageError, readonly AppRecord[]>;
}
