import * as E from 'fp-ts/lib/Either.js';
import type { Storage } from '../../../../application/ports/storage.js';
import { type Country, DEFAULT_COUNTRY } from '../../../../domain/country.js';
import { countingChanges } from '../counting-changes.js';
import { memoryAggregates } from './memory-aggregates.js';
import { memoryApiKeys } from './memory-api-keys.js';
import { memoryAppRecords } from './memory-app-records.js';
import { memoryApps } from './memory-apps.js';
import { memoryArchive } from './memory-archive.js';
import { memoryAuditLog } from './memory-audit-log.js';
import { memoryCalls } from './memory-calls.js';
import { memoryContacts } from './memory-contacts.js';
import { memoryEventLog } from './memory-event-log.js';
import { memoryInbox } from './memory-inbox.js';
import { memoryInboxJournal } from './memory-inbox-journal.js';
import { memoryMappings } from './memory-mappings.js';
import { memoryMessages } from './memory-messages.js';
import { memoryPersonalData } from './memory-personal-data.js';
import { emptyState, request } from './memory-state.js';
import { memoryVoicemails } from './memory-voicemails.js';

/** Stores everything in maps, for the lifetime of the process. Once closed, each request is answered with `StorageUnavailable`. */
export const memoryStorage = (defaultCountry: Country = DEFAULT_COUNTRY): Storage => {
  const state = emptyState(defaultCountry);
  return countingChanges({
    engine: 'memory',
    inbox: memoryInbox(state),
    journal: memoryInboxJournal(state),
    aggregates: memoryAggregates(state),
    events: memoryEventLog(state),
    calls: memoryCalls(state),
    voicemails: memoryVoicemails(state),
    messages: memoryMessages(state),
    apps: memoryApps(state),
    apiKeys: memoryApiKeys(state),
    mappings: memoryMappings(state),
    contacts: memoryContacts(state),
    records: memoryAppRecords(state),
    personal: memoryPersonalData(state),
    audit: memoryAuditLog(state),
    archive: memoryArchive(state),
    ping: request(state, () => E.right(undefined)),
    close: async () => {
      state.closed = true;
    },
  });
};
