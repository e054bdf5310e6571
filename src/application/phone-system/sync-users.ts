import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { DialpadId } from '../../domain/dialpad-id.js';
import type { AppId } from '../../domain/ids.js';
import { type CrmUser, type Match, matchUsers, type Unmatched } from '../../domain/user-mapping/match-users.js';
import type { PhoneSystem, PhoneSystemError } from '../ports/phone-system.js';
import type { UserMappingRepository } from '../ports/user-mapping-repository.js';
import type { MapUsers } from '../tenants/map-users.js';
import type { AccessError, WithAccess } from './access.js';
import { eachPage } from './each-page.js';

/** Who was found to be whom. */
export interface Synced {
  readonly matched: readonly Match[];
  readonly unmatched: readonly Unmatched[];
}

/**
 * Finds by e-mail who the phone system's users are in the CRM: among the CRM users that are given, else each under the address itself.
 * Keeps the new mappings, unless they are only to be proposed. A mapping that there is stays as it is.
 */
export type SyncUsers = (
  appId: AppId,
  options: { readonly crmUsers: readonly CrmUser[] | null; readonly onlyPropose: boolean },
) => TaskEither<AccessError | PhoneSystemError, Synced>;

/** As many as are mapped in one step. */
const AT_A_TIME = 1_000;

export const makeSyncUsers =
  (deps: {
    readonly withAccess: WithAccess;
    readonly phone: Pick<PhoneSystem, 'listUsers'>;
    readonly mappings: Pick<UserMappingRepository, 'ofUsers'>;
    readonly mapUsers: MapUsers;
  }): SyncUsers =>
  (appId, { crmUsers, onlyPropose }) =>
  async () => {
    const listed = await deps.withAccess(appId, (access) => eachPage((next) => deps.phone.listUsers(access, next)))();
    if (E.isLeft(listed)) return listed;
    const users = listed.right;
    const mapped = new Map<DialpadId, string>();
    for (let from = 0; from < users.length; from += AT_A_TIME) {
      const ids = users.slice(from, from + AT_A_TIME).map(({ id }) => id);
      const found = await deps.mappings.ofUsers(appId, ids)();
      if (E.isLeft(found)) return found;
      for (const { dialpadUserId, crmUserId } of found.right) mapped.set(dialpadUserId, crmUserId);
    }
    const { matched, unmatched } = matchUsers(users, mapped, crmUsers);
    const fresh = matched.filter(({ isNew }) => isNew);
    for (let from = 0; !onlyPropose && from < fresh.length; from += AT_A_TIME) {
      const kept = await deps.mapUsers(appId, fresh.slice(from, from + AT_A_TIME))();
      if (E.isLeft(kept)) return kept;
    }
    return E.right({ matched, unmatched });
  };
