import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { AppEvent } from '../../domain/event/app-event.js';
import type { AppId, CallId } from '../../domain/ids.js';
import type { Timestamp } from '../../domain/timestamp.js';
import type { Listed, Page } from './listing.js';
import type { StorageError } from './storage-error.js';

/** The end of an app's stream. A `seq` is meaningful only together with the log that it counts in. */
export interface StreamPosition {
  /** Names the log; a restore from backup gives it another name. */
  readonly stream: string;
  /** Of the newest event; 0 before the first. */
  readonly seq: number;
}

/** The ends of all streams. */
export interface StreamPositions {
  readonly stream: string;
  /** Of the apps that ever had events. */
  readonly seqs: ReadonlyMap<AppId, number>;
}

/** The announced events of each app, in order. */
export interface EventLog {
  /**
   * The events after `after`, oldest first: at most `limit`, and only as many as have `maxBytes` of content as JSON (`BUDGETS.pageBytes`
   * unless given), but at least one. Nothing beyond them is loaded.
   */
  readonly read: (
    appId: AppId,
    after: number,
    limit: number,
    maxBytes?: number,
  ) => TaskEither<StorageError, readonly AppEvent[]>;
  /** The events that say something about a call, oldest first: `at` of a place is the event's `seq`. */
  readonly ofCall: (appId: AppId, callId: CallId, page: Page) => TaskEither<StorageError, Listed<AppEvent>>;
  /** Deletes the oldest events recorded before a time, at most `limit`; answers with their number. `seq` continues unchanged. */
  readonly prune: (appId: AppId, before: Timestamp, limit: number) => TaskEither<StorageError, number>;
  readonly position: (appId: AppId) => TaskEither<StorageError, StreamPosition>;
  /** The newest `seq` of each of these apps that has events: shows what other processes have committed. */
  readonly newest: (apps: readonly AppId[]) => TaskEither<StorageError, ReadonlyMap<AppId, number>>;
  readonly positions: TaskEither<StorageError, StreamPositions>;
  /**
   * Begins another log, after a restore: gives it a new name, and lets the streams of all apps go on from the time in milliseconds. No log
   * that was restored before has counted so far, so whoever asks for events after a number of it meets a gap. The events stay.
   */
  readonly restart: TaskEither<StorageError, void>;
}
