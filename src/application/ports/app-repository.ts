import type { Option } from 'fp-ts/lib/Option.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { KeyChange } from '../../domain/app/api-key.js';
import type { AppTenant } from '../../domain/app/app-tenant.js';
import type { Country } from '../../domain/country.js';
import type { DialpadId } from '../../domain/dialpad-id.js';
import type { AppId } from '../../domain/ids.js';
import type { Timestamp } from '../../domain/timestamp.js';
import type { Listed, Page } from './listing.js';
import type { StorageError } from './storage-error.js';

export interface AppRepository {
  /** Keeps a new app together with its first key. */
  readonly create: (app: AppTenant, firstKey: KeyChange) => TaskEither<StorageError, void>;
  readonly find: (id: AppId) => TaskEither<StorageError, Option<AppTenant>>;
  /** Oldest first. */
  readonly list: (page: Page) => TaskEither<StorageError, Listed<AppTenant>>;
  /**
   * Changes what is given and answers with the app as it is then; none if there is no such app. After a change of the country, lists
   * find what is stored already by its numbers in that country too.
   */
  readonly update: (
    id: AppId,
    change: {
      readonly name?: string | undefined;
      readonly isActive?: boolean | undefined;
      readonly country?: Country | null | undefined;
    },
    now: Timestamp,
  ) => TaskEither<StorageError, Option<AppTenant>>;
  /** The active app, if there is exactly one. */
  readonly onlyActive: TaskEither<StorageError, Option<AppTenant>>;
  /** Ties organisations or offices of Dialpad to an app; one that was tied to another app moves. */
  readonly linkOrganizations: (id: AppId, organizations: readonly DialpadId[]) => TaskEither<StorageError, void>;
  /** The app that one of these organisations or offices is tied to, the first that answers. */
  readonly findByOrganization: (organizations: readonly DialpadId[]) => TaskEither<StorageError, Option<AppTenant>>;
}
