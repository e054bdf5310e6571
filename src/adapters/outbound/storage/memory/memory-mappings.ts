import * as E from 'fp-ts/lib/Either.js';
import { identity } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import type { NewUserMapping, UserMappingRepository } from '../../../../application/ports/user-mapping-repository.js';
import type { DialpadId } from '../../../../domain/dialpad-id.js';
import type { AppId } from '../../../../domain/ids.js';
import type { Timestamp } from '../../../../domain/timestamp.js';
import { isSameCrmUser } from '../../../../domain/user-mapping/crm-user-key.js';
import type { UserMapping } from '../../../../domain/user-mapping/user-mapping.js';
import { pageOfSorted } from '../page-of-sorted.js';
import { newestFirst } from './memory-listing.js';
import { type MemoryState, request } from './memory-state.js';

export const memoryMappings = (state: MemoryState): UserMappingRepository => {
  const ofApp = (appId: AppId): ReadonlyMap<DialpadId, UserMapping> => state.mappings.get(appId) ?? new Map();

  const remove = (appId: AppId, user: DialpadId | undefined): boolean =>
    user !== undefined && (state.mappings.get(appId)?.delete(user) ?? false);

  return {
    upsert: (appId, mappings, now) =>
      request(state, () => {
        const stored = state.mappings.get(appId) ?? new Map<DialpadId, UserMapping>();
        state.mappings.set(appId, stored);
        const last = new Map(mappings.map((mapping) => [mapping.dialpadUserId, mapping]));
        for (const [user, mapping] of last) stored.set(user, updated(appId, stored.get(user), mapping, now));
        return E.right(mappings.flatMap(({ dialpadUserId }) => stored.get(dialpadUserId) ?? []));
      }),

    list: (appId, page) =>
      request(state, () => {
        const all = [...ofApp(appId).values()].sort(newestFirst((mapping) => mapping.createdAt));
        return E.right(pageOfSorted(all, page, ({ createdAt: at, id }) => ({ at, id }), { show: identity }));
      }),

    findByDialpadUser: (appId, id) => request(state, () => E.right(O.fromNullable(ofApp(appId).get(id)))),

    findByCrmUser: (appId, crmUserId) =>
      request(state, () => {
        const [latest] = [...ofApp(appId).values()]
          .filter((mapping) => isSameCrmUser(mapping.crmUserId, crmUserId))
          .sort(newestFirst((mapping) => mapping.updatedAt));
        return E.right(O.fromNullable(latest));
      }),

    ofUsers: (appId, users) =>
      request(state, () => E.right([...new Set(users)].flatMap((user) => ofApp(appId).get(user) ?? []))),

    delete: (appId, id) =>
      request(state, () => {
        const found = [...ofApp(appId).values()].find((mapping) => mapping.id === id);
        return E.right(remove(appId, found?.dialpadUserId));
      }),

    deleteByDialpadUser: (appId, id) => request(state, () => E.right(remove(appId, id))),
  };
};

const updated = (
  appId: AppId,
  found: UserMapping | undefined,
  { id, dialpadUserId, crmUserId }: NewUserMapping,
  now: Timestamp,
): UserMapping =>
  found === undefined
    ? { id, appId, dialpadUserId, crmUserId, createdAt: now, updatedAt: now }
    : { ...found, crmUserId, updatedAt: now };
