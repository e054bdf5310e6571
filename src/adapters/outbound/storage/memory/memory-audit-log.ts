import * as E from 'fp-ts/lib/Either.js';
import type { ActFilter, AdminAct, AuditLog } from '../../../../application/ports/audit-log.js';
import { pageOf } from './memory-listing.js';
import { type MemoryState, request } from './memory-state.js';

export const memoryAuditLog = (state: MemoryState): AuditLog => ({
  begin: (act) =>
    request(state, () => {
      state.acts.set(act.id, act);
      return E.right(undefined);
    }),

  end: (id, outcome) =>
    request(state, () => {
      const act = state.acts.get(id);
      if (act?.status === null) state.acts.set(id, { ...act, ...outcome });
      return E.right(undefined);
    }),

  list: (filter, page) =>
    request(state, () => {
      const found = [...state.acts.values()].filter(matches(filter)).sort((x, y) => (x.id < y.id ? 1 : -1));
      return E.right(pageOf(found, page));
    }),

  prune: (before, limit) =>
    request(state, () => {
      const old = [...state.acts.values()]
        .filter(({ at }) => at < before)
        .sort((x, y) => x.at - y.at)
        .slice(0, limit);
      for (const { id } of old) state.acts.delete(id);
      return E.right(old.length);
    }),
});

const matches =
  ({ appId, action, from, to }: ActFilter) =>
  (act: AdminAct): boolean =>
    (appId === undefined || act.appId === appId) &&
    (action === undefined || act.action === action) &&
    (from === undefined || act.at >= from) &&
    (to === undefined || act.at < to);
