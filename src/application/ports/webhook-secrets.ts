import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { AppId } from '../../domain/ids.js';
import type { StorageError } from './storage-error.js';

/** The secrets under which a delivery may be signed; `appId` is the app that it names, null where it names none (contract §3). */
export interface WebhookSecrets {
  /** Cached for a moment: quick, and may lack a secret that was only just made. */
  readonly remembered: (appId: AppId | null) => TaskEither<StorageError, readonly string[]>;
  /** Whether `remembered` may be asked for a suspect sender: what it costs storage is bounded, whatever apps are named. */
  readonly isCheap: (appId: AppId | null) => boolean;
  /** Read from storage. */
  readonly current: (appId: AppId | null) => TaskEither<StorageError, readonly string[]>;
}
