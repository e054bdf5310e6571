import type { Option } from 'fp-ts/lib/Option.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { ApiKey, AuditEntry, KeyChange, KeyRing } from '../../domain/app/api-key.js';
import type { AppTenant } from '../../domain/app/app-tenant.js';
import type { AppId, KeyId } from '../../domain/ids.js';
import type { Timestamp } from '../../domain/timestamp.js';
import type { Listed, Page } from './listing.js';
import type { Conflict, StorageError } from './storage-error.js';

/** A key and its app. */
export interface KeyOfApp {
  readonly key: ApiKey;
  readonly app: AppTenant;
}

export interface ApiKeyRepository {
  /** The key with this hash, also if it has ended. */
  readonly findByHash: (hash: string) => TaskEither<StorageError, Option<KeyOfApp>>;
  /** The key with this id, also if it has ended. */
  readonly findById: (id: KeyId) => TaskEither<StorageError, Option<KeyOfApp>>;
  /** Every key the app ever had; none if there is no such app. */
  readonly ring: (appId: AppId) => TaskEither<StorageError, Option<KeyRing>>;
  /** Saves the change and its audit entry, all or nothing; `Conflict` if the ring is no longer at the revision it was made from. */
  readonly apply: (change: KeyChange) => TaskEither<StorageError | Conflict, void>;
  readonly audit: (
    appId: AppId,
    page: Page,
    order: 'oldest-first' | 'newest-first',
  ) => TaskEither<StorageError, Listed<AuditEntry>>;
  /** Saves when keys were last used. An earlier time never replaces a later one. */
  readonly touch: (uses: ReadonlyMap<KeyId, Timestamp>) => TaskEither<StorageError, void>;
}
