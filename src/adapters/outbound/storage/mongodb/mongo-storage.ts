import type { Storage } from '../../../../application/ports/storage.js';
import { makeAppTurns } from '../app-turns.js';
import { makeEngineSession } from '../engine-session.js';
import { makeListTotals } from '../list-totals.js';
import { mongoAggregates } from './mongo-aggregates.js';
import { mongoApiKeys } from './mongo-api-keys.js';
import { mongoAppRecords } from './mongo-app-records.js';
import { mongoApps } from './mongo-apps.js';
import { mongoArchive } from './mongo-archive.js';
import { mongoAuditLog } from './mongo-audit-log.js';
import { mongoCalls } from './mongo-calls.js';
import { mongoContacts } from './mongo-contacts.js';
import type { MongoEngine } from './mongo-engine.js';
import { explainMongo } from './mongo-errors.js';
import { mongoEventLog } from './mongo-event-log.js';
import { mongoInbox } from './mongo-inbox.js';
import { mongoInboxJournal } from './mongo-inbox-journal.js';
import { leaseCache } from './mongo-lease-cache.js';
import { mongoMappings } from './mongo-mappings.js';
import { mongoMessages } from './mongo-messages.js';
import { mongoPersonalData } from './mongo-personal-data.js';
import { mongoVoicemails } from './mongo-voicemails.js';

/** Stores everything in documents. Once closed, each request is answered with `StorageUnavailable`. */
export const mongoStorage = (engine: MongoEngine): Storage => {
  const { run, close } = makeEngineSession(explainMongo, engine.close);
  const access = { ...engine, run, leases: leaseCache(), turns: makeAppTurns(), totals: makeListTotals(engine.now) };
  return {
    engine: 'mongodb',
    inbox: mongoInbox(access),
    journal: mongoInboxJournal(access),
    aggregates: mongoAggregates(access),
    events: mongoEventLog(access),
    calls: mongoCalls(access),
    voicemails: mongoVoicemails(access),
    messages: mongoMessages(access),
    apps: mongoApps(access),
    apiKeys: mongoApiKeys(access),
    mappings: mongoMappings(access),
    contacts: mongoContacts(access),
    records: mongoAppRecords(access),
    personal: mongoPersonalData(access),
    audit: mongoAuditLog(access),
    archive: mongoArchive(access),
    ping: run(async () => {
      await engine.collections.meta.updateOne({ _id: 'probe' }, { $inc: { version: 1 } }, { upsert: true });
    }),
    clock: run(engine.readClock),
    close,
  };
};
