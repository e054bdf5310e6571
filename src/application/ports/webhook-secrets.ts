import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { AppId } from '../../domain/ids.js';
import type { StorageError } from './storage-error.js';

/** The secrets under which a delivery may be signed that names an app, or none (contract §3). */
export interface WebhookSecrets {
  /** As they were a moment ago: quick, and right but for a secret that was only just made. */
  readonly remembered: (appId: AppId | null) => TaskEither<StorageError, readonly string[]>;
  readonly current: (appId: AppId | null) => TaskEither<StorageError, readonly string[]>;
}
