import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { ApiKeyRepository, KeyOfApp } from '../../../../application/ports/api-key-repository.js';
import type { Listed, Page } from '../../../../application/ports/listing.js';
import { conflict } from '../../../../application/ports/storage-error.js';
import type { ApiKey, AuditEntry, KeyChange } from '../../../../domain/app/api-key.js';
import type { AppId, KeyId } from '../../../../domain/ids.js';
import type { Timestamp } from '../../../../domain/timestamp.js';
import { pageOfSorted } from '../page-of-sorted.js';
import { type AppEntry, type MemoryState, request } from './memory-state.js';

export const memoryApiKeys = (state: MemoryState): ApiKeyRepository => ({
  findByHash: (hash) =>
    request(state, () => E.right(findIn(state, state.appByHash.get(hash), (key) => key.hash === hash))),

  findById: (id) => request(state, () => E.right(findIn(state, state.appByKey.get(id), (key) => key.id === id))),

  ring: (appId) =>
    request(state, () => {
      const entry = state.apps.get(appId);
      return E.right(entry === undefined ? O.none : O.some({ appId, keys: entry.keys, revision: entry.keyRevision }));
    }),

  apply: (change) =>
    request(state, () => {
      const entry = state.apps.get(change.appId);
      if (entry?.keyRevision !== change.from) return E.left(conflict);
      saveKeyChange(state, entry, change);
      return E.right(undefined);
    }),

  audit: (appId, page, order) =>
    request(state, () => {
      const entries = state.apps.get(appId)?.audit ?? [];
      return E.right(auditPage(entries, page, order));
    }),

  touch: (uses) =>
    request(state, () => {
      for (const [id, usedAt] of uses) touch(state, id, usedAt);
      return E.right(undefined);
    }),
});

const auditPage = (
  entries: AppEntry['audit'],
  page: Page,
  order: 'oldest-first' | 'newest-first',
): Listed<AuditEntry> =>
  pageOfSorted(
    order === 'oldest-first' ? entries : entries.toReversed(),
    page,
    ({ revision: at, entry: { id } }) => ({ at, id }),
    { order: order === 'oldest-first' ? 'asc' : 'desc', show: ({ entry }) => entry },
  );

const findIn = (
  state: MemoryState,
  appId: AppId | undefined,
  isWanted: (key: ApiKey) => boolean,
): O.Option<KeyOfApp> => {
  const entry = appId === undefined ? undefined : state.apps.get(appId);
  const key = entry?.keys.find(isWanted);
  return entry === undefined || key === undefined ? O.none : O.some({ key, app: entry.app });
};

/** Saves an app with its new keys, the new ends of its other keys, and the audit entry. */
export const saveKeyChange = (state: MemoryState, entry: AppEntry, { from, keys, audit }: KeyChange): void => {
  const ring = new Map(entry.keys.map((key) => [key.id, key]));
  for (const key of keys) {
    const { validUntil } = key;
    ring.set(key.id, { ...(ring.get(key.id) ?? key), validUntil });
    state.appByHash.set(key.hash, entry.app.id);
    state.appByKey.set(key.id, entry.app.id);
  }
  state.apps.set(entry.app.id, {
    ...entry,
    keys: [...ring.values()],
    keyRevision: from + 1,
    audit: [...entry.audit, { entry: audit, revision: from + 1 }],
  });
};

const touch = (state: MemoryState, id: KeyId, usedAt: Timestamp): void => {
  const appId = state.appByKey.get(id);
  const entry = appId === undefined ? undefined : state.apps.get(appId);
  if (entry === undefined) return;
  const touched = (key: ApiKey): ApiKey => ({ ...key, lastUsedAt: Math.max(key.lastUsedAt ?? usedAt, usedAt) });
  state.apps.set(entry.app.id, { ...entry, keys: entry.keys.map((key) => (key.id === id ? touched(key) : key)) });
};
