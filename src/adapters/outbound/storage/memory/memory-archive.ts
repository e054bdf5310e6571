import * as E from 'fp-ts/lib/Either.js';
import type { Archive, ArchiveKind, ArchiveRecords } from '../../../../application/ports/archive.js';
import { storageFault } from '../../../../application/ports/storage-error.js';
import type { AppId } from '../../../../domain/ids.js';
import type { UserMapping } from '../../../../domain/user-mapping/user-mapping.js';
import { recordKey } from './memory-app-records.js';
import { add as addDelivery } from './memory-inbox.js';
import { type AppEntry, type MemoryState, type MemoryStream, request } from './memory-state.js';
import type { Shelf } from './shelf.js';

/** How one kind is kept. */
interface Keeping<A> {
  /** All there is, in an order that adding keeps. */
  readonly all: (state: MemoryState) => readonly A[];
  /** Keeps a record, unless one is kept under its identity. */
  readonly add: (state: MemoryState, record: A) => void;
  /** The app that a record of this kind is kept with, and not without. */
  readonly home?: (record: A) => AppId;
}

export const memoryArchive = (state: MemoryState): Archive => ({
  count: (kind) => request(state, () => E.right(KEEPING[kind].all(state).length)),

  read: (kind, from, limit) =>
    request(state, () => {
      const all = KEEPING[kind].all(state);
      const first = Number(from ?? 0);
      const next = first + limit;
      return E.right({ records: all.slice(first, next), next: next < all.length ? String(next) : null });
    }),

  write: (kind, records) =>
    request(state, () => {
      const { add, home } = KEEPING[kind];
      const missing = records.map((record) => home?.(record)).find((id) => id !== undefined && !state.apps.has(id));
      if (missing !== undefined) return E.left(storageFault(`there is no app ${missing}`));
      for (const record of records) add(state, record);
      return E.right(undefined);
    }),
});

const ofShelf = <A extends { readonly appId: AppId }, View>(
  shelf: (state: MemoryState) => Shelf<A, View>,
): Keeping<A> => ({
  all: (state) => shelf(state).all(),
  add: (state, item) => {
    if (!shelf(state).has(item)) shelf(state).put(item);
  },
});

const app: Keeping<ArchiveRecords['app']> = {
  all: ({ apps }) => [...apps.values()].map(({ app, keyRevision }) => ({ app, keyRevision })),
  add: ({ apps }, { app, keyRevision }) => {
    if (!apps.has(app.id)) apps.set(app.id, { app, keyRevision, keys: [], audit: [] });
  },
};

const organization: Keeping<ArchiveRecords['organization']> = {
  all: ({ appByOrganization }) => [...appByOrganization].map(([id, appId]) => ({ id, appId })),
  add: ({ appByOrganization }, { id, appId }) => {
    if (!appByOrganization.has(id)) appByOrganization.set(id, appId);
  },
  home: ({ appId }) => appId,
};

const change = ({ apps }: MemoryState, id: AppId, changes: (entry: AppEntry) => Partial<AppEntry>): void => {
  const entry = apps.get(id);
  if (entry !== undefined) apps.set(id, { ...entry, ...changes(entry) });
};

const apiKey: Keeping<ArchiveRecords['apiKey']> = {
  all: ({ apps }) => [...apps.values()].flatMap(({ keys }) => keys),
  add: (state, key) => {
    if (state.appByKey.has(key.id) || state.appByHash.has(key.hash)) return;
    change(state, key.appId, ({ keys }) => ({ keys: [...keys, key] }));
    state.appByHash.set(key.hash, key.appId);
    state.appByKey.set(key.id, key.appId);
  },
  home: ({ appId }) => appId,
};

const audit: Keeping<ArchiveRecords['audit']> = {
  all: ({ apps }) => [...apps.values()].flatMap((entry) => entry.audit),
  add: (state, line) =>
    change(state, line.entry.appId, ({ audit }) => ({
      audit: audit.some(({ revision }) => revision === line.revision)
        ? audit
        : [...audit, line].sort((x, y) => x.revision - y.revision),
    })),
  home: ({ entry }) => entry.appId,
};

const mapping: Keeping<UserMapping> = {
  all: ({ mappings }) => [...mappings.values()].flatMap((ofApp) => [...ofApp.values()]),
  add: ({ mappings }, one) => {
    const ofApp = mappings.get(one.appId) ?? new Map();
    mappings.set(one.appId, ofApp);
    if (!ofApp.has(one.dialpadUserId)) ofApp.set(one.dialpadUserId, one);
  },
};

const appRecord: Keeping<ArchiveRecords['appRecord']> = {
  all: ({ records }) => [...records.values()],
  add: ({ records }, record) => {
    if (!records.has(recordKey(record))) records.set(recordKey(record), record);
  },
  home: ({ appId }) => appId,
};

const streamOf = ({ streams }: MemoryState, appId: AppId): MemoryStream => {
  const stream = streams.get(appId) ?? { seq: 0, events: [] };
  streams.set(appId, stream);
  return stream;
};

const stream: Keeping<ArchiveRecords['stream']> = {
  all: ({ streams }) => [...streams].map(([appId, { seq }]) => ({ appId, seq })),
  add: (state, { appId, seq }) => {
    const kept = streamOf(state, appId);
    kept.seq = Math.max(kept.seq, seq);
  },
};

const event: Keeping<ArchiveRecords['event']> = {
  all: ({ streams }) => [...streams.values()].flatMap(({ events }) => events),
  add: (state, told) => {
    const { events } = streamOf(state, told.event.appId);
    const after = events.findLastIndex(({ event }) => event.seq <= told.event.seq);
    if (events[after]?.event.seq !== told.event.seq) events.splice(after + 1, 0, told);
  },
};

const delivery: Keeping<ArchiveRecords['delivery']> = {
  all: ({ inbox }) =>
    [...inbox.values()].map(({ owner, ...kept }) => (owner === null ? kept : { ...kept, availableAt: 0 })),
  add: (state, kept) => addDelivery(state, { ...kept, owner: null }),
};

const KEEPING: { readonly [K in ArchiveKind]: Keeping<ArchiveRecords[K]> } = {
  app,
  organization,
  apiKey,
  audit,
  mapping,
  appRecord,
  call: ofShelf(({ calls }) => calls),
  voicemail: ofShelf(({ voicemails }) => voicemails),
  message: ofShelf(({ messages }) => messages),
  stream,
  event,
  delivery,
};
