import type { AppId } from '../../../../domain/ids.js';
import type { ArchivedKind } from './archived-kind.js';
import { recordKey } from './memory-app-records.js';
import type { AppEntry, MemoryState } from './memory-state.js';

/* The archive's kinds that belong to an app itself: its keys, its organisations, its people. */

export const archivedApps: ArchivedKind<'app'> = {
  all: ({ apps }) => [...apps.values()].map(({ app, keyRevision }) => ({ app, keyRevision })),
  add: ({ apps }, { app, keyRevision }) => {
    if (!apps.has(app.id)) apps.set(app.id, { app, keyRevision, keys: [], audit: [] });
  },
};

export const archivedOrganizations: ArchivedKind<'organization'> = {
  all: ({ appByOrganization }) => [...appByOrganization].map(([id, appId]) => ({ id, appId })),
  add: ({ appByOrganization }, { id, appId }) => {
    if (!appByOrganization.has(id)) appByOrganization.set(id, appId);
  },
  requiredApp: ({ appId }) => appId,
};

const changeApp = ({ apps }: MemoryState, id: AppId, changesOf: (entry: AppEntry) => Partial<AppEntry>): void => {
  const entry = apps.get(id);
  if (entry !== undefined) apps.set(id, { ...entry, ...changesOf(entry) });
};

export const archivedKeys: ArchivedKind<'apiKey'> = {
  all: ({ apps }) => [...apps.values()].flatMap(({ keys }) => keys),
  add: (state, key) => {
    if (state.appByKey.has(key.id) || state.appByHash.has(key.hash)) return;
    changeApp(state, key.appId, ({ keys }) => ({ keys: [...keys, key] }));
    state.appByHash.set(key.hash, key.appId);
    state.appByKey.set(key.id, key.appId);
  },
  requiredApp: ({ appId }) => appId,
};

export const archivedAudit: ArchivedKind<'audit'> = {
  all: ({ apps }) => [...apps.values()].flatMap(({ audit }) => audit),
  add: (state, line) =>
    changeApp(state, line.entry.appId, ({ audit }) => ({
      audit: audit.some(({ revision }) => revision === line.revision)
        ? audit
        : [...audit, line].sort((x, y) => x.revision - y.revision),
    })),
  requiredApp: ({ entry }) => entry.appId,
};

export const archivedMappings: ArchivedKind<'mapping'> = {
  all: ({ mappings }) => [...mappings.values()].flatMap((ofApp) => [...ofApp.values()]),
  add: ({ mappings }, mapping) => {
    const ofApp = mappings.get(mapping.appId) ?? new Map();
    mappings.set(mapping.appId, ofApp);
    if (!ofApp.has(mapping.dialpadUserId)) ofApp.set(mapping.dialpadUserId, mapping);
  },
};

export const archivedContacts: ArchivedKind<'contact'> = {
  all: ({ contacts }) => [...contacts.values()].flatMap((ofApp) => [...ofApp.values()]),
  add: ({ contacts }, contact) => {
    const ofApp = contacts.get(contact.appId) ?? new Map();
    contacts.set(contact.appId, ofApp);
    if (!ofApp.has(contact.numberKey)) ofApp.set(contact.numberKey, contact);
  },
};

export const archivedAppRecords: ArchivedKind<'appRecord'> = {
  all: ({ records }) => [...records.values()],
  add: ({ records }, record) => {
    if (!records.has(recordKey(record))) records.set(recordKey(record), record);
  },
  requiredApp: ({ appId }) => appId,
};
