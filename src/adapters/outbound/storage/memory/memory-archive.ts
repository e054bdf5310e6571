import * as E from 'fp-ts/lib/Either.js';
import type { Archive, ArchiveKind, ArchiveRecords } from '../../../../application/ports/archive.js';
import { storageFault } from '../../../../application/ports/storage-error.js';
import type { AppId } from '../../../../domain/ids.js';
import { fitting } from '../listed.js';
import type { AggregateTable } from './aggregate-table.js';
import type { ArchivedKind } from './archived-kind.js';
import {
  archivedAppRecords,
  archivedApps,
  archivedAudit,
  archivedContacts,
  archivedKeys,
  archivedMappings,
  archivedOrganizations,
} from './archived-tenants.js';
import { add as addToInbox } from './memory-inbox.js';
import { type MemoryState, type MemoryStream, request } from './memory-state.js';

export const memoryArchive = (state: MemoryState): Archive => ({
  count: (kind) => request(state, () => E.right(ARCHIVED[kind].all(state).length)),

  read: (kind, from, limit) =>
    request(state, () => {
      const all = ARCHIVED[kind].all(state);
      const first = Number(from ?? 0);
      const records = all.slice(first, first + limit);
      const next = first + fitting(records.map((record) => JSON.stringify(record).length));
      return E.right({ records: all.slice(first, next), next: next < all.length ? String(next) : null });
    }),

  write: (kind, records) =>
    request(state, () => {
      const { add, requiredApp } = ARCHIVED[kind];
      const required = records.flatMap((record) => requiredApp?.(record) ?? []);
      const missing = required.find((id) => !state.apps.has(id));
      if (missing !== undefined) return E.left(storageFault(`there is no app ${missing}`));
      for (const record of records) add(state, record);
      return E.right(undefined);
    }),
});

const aggregates = <K extends 'call' | 'voicemail' | 'message', View>(
  tableOf: (state: MemoryState) => AggregateTable<ArchiveRecords[K], View>,
): ArchivedKind<K> => ({
  all: (state) => tableOf(state).all(),
  add: (state, item) => {
    if (!tableOf(state).has(item)) tableOf(state).put(item);
  },
});

/** The stream of an app, created if it has none. */
const streamOf = ({ streams }: MemoryState, appId: AppId): MemoryStream => {
  const stream = streams.get(appId) ?? { seq: 0, events: [] };
  streams.set(appId, stream);
  return stream;
};

const streams: ArchivedKind<'stream'> = {
  all: (state) => [...state.streams].map(([appId, { seq }]) => ({ appId, seq })),
  add: (state, { appId, seq }) => {
    const stream = streamOf(state, appId);
    stream.seq = Math.max(stream.seq, seq);
  },
};

const events: ArchivedKind<'event'> = {
  all: (state) => [...state.streams.values()].flatMap((stream) => stream.events),
  add: (state, recorded) => {
    const stored = streamOf(state, recorded.event.appId).events;
    const before = stored.findLastIndex(({ event }) => event.seq <= recorded.event.seq);
    if (stored[before]?.event.seq !== recorded.event.seq) stored.splice(before + 1, 0, recorded);
  },
};

const deliveries: ArchivedKind<'delivery'> = {
  // Leases are not archived: a leased event is available at once.
  all: ({ inbox }) =>
    [...inbox.values()].map(({ owner, ...entry }) => (owner === null ? entry : { ...entry, availableAt: 0 })),
  add: (state, delivery) => addToInbox(state, { ...delivery, owner: null }),
};

const ARCHIVED: { readonly [K in ArchiveKind]: ArchivedKind<K> } = {
  app: archivedApps,
  organization: archivedOrganizations,
  apiKey: archivedKeys,
  audit: archivedAudit,
  mapping: archivedMappings,
  contact: archivedContacts,
  appRecord: archivedAppRecords,
  call: aggregates<'call', unknown>(({ calls }) => calls),
  voicemail: aggregates<'voicemail', unknown>(({ voicemails }) => voicemails),
  message: aggregates<'message', unknown>(({ messages }) => messages),
  stream: streams,
  event: events,
  delivery: deliveries,
};
