import type { Option } from 'fp-ts/lib/Option.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { KeyAccess } from '../../domain/app/key-access.js';
import type { Timestamp } from '../../domain/timestamp.js';
import type { StorageError } from './storage-error.js';

/** Tickets that were given out and not used yet, by the hash of each. */
export interface TicketStore {
  readonly put: (hash: string, access: KeyAccess, until: Timestamp) => TaskEither<StorageError, void>;
  /** Takes a ticket out: of two that ask for it at the same time, one gets it. None if it is unknown or its time is up. */
  readonly take: (hash: string, now: Timestamp) => TaskEither<StorageError, Option<KeyAccess>>;
}
