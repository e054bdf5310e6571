import type { CallFilter } from '../../application/ports/call-repository.js';
import type { Page } from '../../application/ports/listing.js';
import type { Storage } from '../../application/ports/storage.js';
import type { Call } from '../../domain/call/call.js';
import type { MappingId } from '../../domain/ids.js';
import { rightOf } from './outcome.js';
import { APP, commitOf, LARGEST_ID, NOON, nextId } from './samples.js';

const ALL = { limit: 100, offset: 0 };

/** Saves, lists and maps in the way that the contract of calls needs it. */
export const callsOf = (storage: () => Storage) => {
  const list = (filter: CallFilter = {}, page: Page = ALL, appId = APP) =>
    rightOf(storage().calls.list(appId, filter, page));
  return {
    save: (...calls: Call[]) => rightOf(storage().aggregates.commit(commitOf({ calls }))),
    list,
    idsOf: async (filter: CallFilter) => (await list(filter)).items.map(({ id }) => id),
    mapUser: (crmUserId: string, user = LARGEST_ID, appId = APP) =>
      rightOf(storage().mappings.upsert(appId, [{ id: nextId<MappingId>(), dialpadUserId: user, crmUserId }], NOON)),
  };
};
