import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { DialpadId } from '../../domain/dialpad-id.js';
import type { AppId } from '../../domain/ids.js';
import { type CrmUser, type Match, matchUsers, type Unmatched } from '../../domain/user-mapping/match-users.js';
import type { PhoneSystem, PhoneSystemError } from '../ports/phone-system.js';
import type { StorageError } from '../ports/storage-error.js';
import type { UserMappingRepository } from '../ports/user-mapping-repository.js';
import type { MapUsers } from '../tenants/map-users.js';
import type { WithAccess } from './access.js';
import type { AccessError } from './access-error.js';
import { eachPage } from './each-page.js';

/** Which users of the phone system are which CRM users, and which are none. */
export interface Synced {
  readonly matched: readonly Match[];
  readonly unmatched: readonly Unmatched[];
}

/**
 * Finds by e-mail which CRM user each user of the phone system is: among `crmUsers`, or by the address itself where that is null.
 * Saves the new mappings, unless they are only proposed. Existing mappings stay as they are.
 */
export type SyncUsers = (
  appId: AppId,
  options: { readonly crmUsers: readonly CrmUser[] | null; readonly onlyPropose: boolean },
) => TaskEither<AccessError | PhoneSystemError, Synced>;

/** How many users are looked up, or mapped, in one step. */
const AT_A_TIME = 1_000;

interface Deps {
  readonly withAccess: WithAccess;
  readonly phone: Pick<PhoneSystem, 'listUsers'>;
  readonly mappings: Pick<UserMappingRepository, 'ofUsers'>;
  readonly mapUsers: MapUsers;
}

export const makeSyncUsers =
  (deps: Deps): SyncUsers =>
  (appId, { crmUsers, onlyPropose }) =>
  async () => {
    const users = await deps.withAccess(appId, (access) => eachPage((next) => deps.phone.listUsers(access, next)))();
    if (E.isLeft(users)) return users;
    const ids = users.right.map(({ id }) => id);
    const mapped = await findMapped(deps, appId, ids)();
    if (E.isLeft(mapped)) return mapped;
    const synced = matchUsers(users.right, mapped.right, crmUsers);
    if (onlyPropose) return E.right(synced);
    const added = synced.matched.filter(({ isNew }) => isNew);
    const saved = await saveMatches(deps, appId, added)();
    return E.isLeft(saved) ? saved : E.right(synced);
  };

/** The CRM users of those that are mapped. */
const findMapped =
  (
    { mappings }: Deps,
    appId: AppId,
    ids: readonly DialpadId[],
  ): TaskEither<StorageError, ReadonlyMap<DialpadId, string>> =>
  async () => {
    const mapped = new Map<DialpadId, string>();
    for (let from = 0; from < ids.length; from += AT_A_TIME) {
      const found = await mappings.ofUsers(appId, ids.slice(from, from + AT_A_TIME))();
      if (E.isLeft(found)) return found;
      for (const { dialpadUserId, crmUserId } of found.right) mapped.set(dialpadUserId, crmUserId);
    }
    return E.right(mapped);
  };

const saveMatches =
  ({ mapUsers }: Deps, appId: AppId, matches: readonly Match[]): TaskEither<StorageError, void> =>
  async () => {
    for (let from = 0; from < matches.length; from += AT_A_TIME) {
      const saved = await mapUsers(appId, matches.slice(from, from + AT_A_TIME))();
      if (E.isLeft(saved)) return saved;
    }
    return E.right(undefined);
  };
