import type { Option } from 'fp-ts/lib/Option.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { DialpadId } from '../../domain/dialpad-id.js';
import type { AppId, MappingId } from '../../domain/ids.js';
import type { Timestamp } from '../../domain/timestamp.js';
import type { UserMapping } from '../../domain/user-mapping/user-mapping.js';
import type { Listed, Page } from './listing.js';
import type { StorageError } from './storage-error.js';

export interface NewUserMapping {
  /** Its id, if the Dialpad user is not mapped yet. */
  readonly id: MappingId;
  readonly dialpadUserId: DialpadId;
  readonly crmUserId: string;
}

export interface UserMappingRepository {
  /** Creates or updates, all or nothing, and answers with each as it is then, in order. Of two for one Dialpad user the last counts. */
  readonly upsert: (
    appId: AppId,
    mappings: readonly NewUserMapping[],
    now: Timestamp,
  ) => TaskEither<StorageError, readonly UserMapping[]>;
  /** Newest `createdAt` first; those created together, by descending id. */
  readonly list: (appId: AppId, page: Page) => TaskEither<StorageError, Listed<UserMapping>>;
  readonly findByDialpadUser: (appId: AppId, id: DialpadId) => TaskEither<StorageError, Option<UserMapping>>;
  /** The mapping of a CRM user; where several Dialpad users are mapped to it, the one that was updated last. */
  readonly findByCrmUser: (appId: AppId, crmUserId: string) => TaskEither<StorageError, Option<UserMapping>>;
  /** The mappings of those of the given Dialpad users that have one. */
  readonly ofUsers: (appId: AppId, users: readonly DialpadId[]) => TaskEither<StorageError, readonly UserMapping[]>;
  /** False if there is no such mapping. */
  readonly delete: (appId: AppId, id: MappingId) => TaskEither<StorageError, boolean>;
  /** False if there is no such mapping. */
  readonly deleteByDialpadUser: (appId: AppId, id: DialpadId) => TaskEither<StorageError, boolean>;
}
