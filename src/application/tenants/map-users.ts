import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { DialpadId } from '../../domain/dialpad-id.js';
import type { AppId, MappingId } from '../../domain/ids.js';
import type { UserMapping } from '../../domain/user-mapping/user-mapping.js';
import type { Clock } from '../ports/clock.js';
import type { IdGenerator } from '../ports/id-generator.js';
import type { StorageError } from '../ports/storage-error.js';
import type { UserMappingRepository } from '../ports/user-mapping-repository.js';

export type MapUsers = (
  appId: AppId,
  users: readonly { readonly dialpadUserId: DialpadId; readonly crmUserId: string }[],
) => TaskEither<StorageError, readonly UserMapping[]>;

/** Maps users of the phone system to CRM users: creates or updates, all or nothing; answers with the mappings in order. */
export const makeMapUsers =
  (deps: { readonly mappings: UserMappingRepository; readonly ids: IdGenerator; readonly clock: Clock }): MapUsers =>
  (appId, users) =>
    deps.mappings.upsert(
      appId,
      users.map((user) => ({ id: deps.ids.next() as MappingId, ...user })),
      deps.clock.now(),
    );
