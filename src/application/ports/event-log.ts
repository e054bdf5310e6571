import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { AppEvent } from '../../domain/event/app-event.js';
import type { AppId } from '../../domain/ids.js';
import type { Timestamp } from '../../domain/timestamp.js';
import type { StorageError } from './storage-error.js';

/** How far an app's stream has come. A `seq` means nothing without the log it counts in. */
export interface StreamPosition {
  /** Names the log; another one after a restore from backup. */
  readonly stream: string;
  /** The newest event's; 0 before the first. */
  readonly seq: number;
}

/** What has been told to each app, in order. */
export interface EventLog {
  /** The events after `after`, oldest first, at most `limit`. */
  readonly read: (appId: AppId, after: number, limit: number) => TaskEither<StorageError, readonly AppEvent[]>;
  /** Forgets the oldest events that were recorded before a moment, at most `limit`; answers how many. The numbering goes on. */
  readonly prune: (appId: AppId, before: Timestamp, limit: number) => TaskEither<StorageError, number>;
  readonly position: (appId: AppId) => TaskEither<StorageError, StreamPosition>;
  /** The newest `seq` of each of these apps that has told anything: for hearing of what another process has told. */
  readonly newest: (apps: readonly AppId[]) => TaskEither<StorageError, ReadonlyMap<AppId, number>>;
}
