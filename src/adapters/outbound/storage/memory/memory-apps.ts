import * as E from 'fp-ts/lib/Either.js';
import { identity } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import type { AppRepository } from '../../../../application/ports/app-repository.js';
import { storageFault } from '../../../../application/ports/storage-error.js';
import type { AppTenant } from '../../../../domain/app/app-tenant.js';
import type { AppId } from '../../../../domain/ids.js';
import { oldestFirst } from '../../../../domain/oldest-first.js';
import { pageOfSorted } from '../page-of-sorted.js';
import { saveKeyChange } from './memory-api-keys.js';
import { type MemoryState, request } from './memory-state.js';

export const memoryApps = (state: MemoryState): AppRepository => {
  const find = (id: AppId): O.Option<AppTenant> => O.fromNullable(state.apps.get(id)?.app);

  return {
    create: (app, firstKey) =>
      request(state, () => {
        if (state.apps.has(app.id)) return E.left(storageFault(`app ${app.id} exists`));
        saveKeyChange(state, { app, keys: [], keyRevision: 0, audit: [] }, firstKey);
        return E.right(undefined);
      }),

    find: (id) => request(state, () => E.right(find(id))),

    list: (page) =>
      request(state, () => {
        const apps = [...state.apps.values()].map(({ app }) => app).sort(oldestFirst(({ createdAt }) => createdAt));
        return E.right(
          pageOfSorted(apps, page, ({ createdAt: at, id }) => ({ at, id }), { order: 'asc', show: identity }),
        );
      }),

    update: (id, { name, isActive, country }, now) =>
      request(state, () => {
        const entry = state.apps.get(id);
        if (entry === undefined || [name, isActive, country].every((value) => value === undefined))
          return E.right(find(id));
        const { app } = entry;
        const changed = {
          ...app,
          name: name ?? app.name,
          isActive: isActive ?? app.isActive,
          country: country === undefined ? app.country : country,
          updatedAt: now,
        };
        state.apps.set(id, { ...entry, app: changed });
        return E.right(O.some(changed));
      }),

    onlyActive: request(state, () => {
      const active = [...state.apps.values()].filter(({ app }) => app.isActive);
      return E.right(active.length === 1 ? O.fromNullable(active[0]?.app) : O.none);
    }),

    linkOrganizations: (id, organizations) =>
      request(state, () => {
        if (!state.apps.has(id)) return E.left(storageFault(`there is no app ${id}`));
        for (const organization of organizations) state.appByOrganization.set(organization, id);
        return E.right(undefined);
      }),

    findByOrganization: (organizations) =>
      request(state, () => {
        const nearest = organizations.find((organization) => state.appByOrganization.has(organization));
        const id = nearest === undefined ? undefined : state.appByOrganization.get(nearest);
        return E.right(id === undefined ? O.none : find(id));
      }),
  };
};
