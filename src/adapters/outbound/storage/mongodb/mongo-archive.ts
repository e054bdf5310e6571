import type { Collection } from 'mongodb';
import type { Archive, ArchiveKind } from '../../../../application/ports/archive.js';
import type { AppId } from '../../../../domain/ids.js';
import { callDocOf, callOf, messageDocOf, messageOf, voicemailDocOf, voicemailOf } from './mongo-aggregate-docs.js';
import { appDocOf, appOf } from './mongo-app-docs.js';
import { appRecordDocOf, appRecordOf } from './mongo-app-records.js';
import { archivedAudit, archivedKeys } from './mongo-archived-keys.js';
import { type ArchivedKind, ownCollection, requiringApp } from './mongo-archived-kind.js';
import type { AggregateDoc, AppRecordDoc, OrganizationDoc } from './mongo-collections.js';
import { contactDocOf, contactOf } from './mongo-contacts.js';
import { countriesOf } from './mongo-countries.js';
import type { MongoAccess } from './mongo-engine.js';
import { eventDocOf, eventOf } from './mongo-event-docs.js';
import { archivedDeliveryOf, archivedInboxDocOf } from './mongo-inbox-docs.js';
import { mappingDocOf, mappingOf } from './mongo-mappings.js';
import { withoutStoredKeys } from './mongo-voicemail-keys.js';

export const mongoArchive = ({ collections, run, defaultCountry }: MongoAccess): Archive => ({
  count: (kind) => run(() => ARCHIVED[kind].count(collections)),
  read: (kind, from, limit) => run(() => ARCHIVED[kind].read(collections, from, limit)),
  write: (kind, records) =>
    run(async () => {
      const apps = records.flatMap((record) => ('appId' in record ? (record.appId ?? []) : []));
      await ARCHIVED[kind].write(collections, records, await countriesOf({ collections, defaultCountry }, apps));
    }),
});

const organization = requiringApp(
  ownCollection<'organization', OrganizationDoc>(
    ({ app_organizations }) => app_organizations,
    (doc) => ({ id: doc._id, appId: doc.app_id }),
    ({ id, appId }) => ({ _id: id, app_id: appId }),
  ),
  ({ appId }) => appId,
);

const appRecord = requiringApp(
  ownCollection<'appRecord', AppRecordDoc>(({ app_records }) => app_records, appRecordOf, appRecordDocOf),
  ({ appId }) => appId,
);

/** A stream that no step is writing to. */
interface IdleStreamDoc {
  readonly _id: AppId;
  readonly seq: number;
  readonly intent: null;
}

const stream: ArchivedKind<'stream'> = {
  ...ownCollection<'stream', IdleStreamDoc>(
    ({ streams }) => streams as unknown as Collection<IdleStreamDoc>,
    ({ _id, seq }) => ({ appId: _id, seq }),
    ({ appId, seq }) => ({ _id: appId, seq, intent: null }),
    { seq: { $gt: 0 } },
  ),
  // A stream's `seq` is raised, never lowered.
  write: async ({ streams }, records) => {
    for (const { appId, seq } of records) {
      await streams.updateOne({ _id: appId }, { $max: { seq }, $setOnInsert: { intent: null } }, { upsert: true });
    }
  },
};

const ofVoicemails = ownCollection<'voicemail', AggregateDoc>(
  ({ voicemails }) => voicemails,
  voicemailOf,
  (record, countryOf) => voicemailDocOf(record, countryOf(record.appId)),
);

const archivedVoicemails: ArchivedKind<'voicemail'> = {
  ...ofVoicemails,
  // A voicemail that is stored already, under any of its keys, is left unchanged.
  write: async (collections, records, countryOf) =>
    ofVoicemails.write(collections, await withoutStoredKeys(collections, records), countryOf),
};

const ARCHIVED: { readonly [K in ArchiveKind]: ArchivedKind<K> } = {
  app: ownCollection(
    ({ apps }) => apps,
    (doc) => ({ app: appOf(doc), keyRevision: doc.key_revision }),
    ({ app, keyRevision }) => appDocOf(app, keyRevision),
  ),
  organization,
  apiKey: archivedKeys,
  audit: archivedAudit,
  mapping: ownCollection(({ user_mappings }) => user_mappings, mappingOf, mappingDocOf, { deleted: false }),
  contact: ownCollection(({ contacts }) => contacts, contactOf, contactDocOf),
  appRecord,
  call: ownCollection<'call', AggregateDoc>(
    ({ calls }) => calls,
    callOf,
    (record, countryOf) => callDocOf(record, countryOf(record.appId)),
  ),
  voicemail: archivedVoicemails,
  message: ownCollection<'message', AggregateDoc>(
    ({ messages }) => messages,
    messageOf,
    (record, countryOf) => messageDocOf(record, countryOf(record.appId)),
  ),
  stream,
  event: ownCollection(
    ({ events }) => events,
    (doc) => ({ event: eventOf(doc), recordedAt: doc.recorded_at }),
    ({ event, recordedAt }) => eventDocOf(event, recordedAt),
  ),
  delivery: ownCollection(({ inbox }) => inbox, archivedDeliveryOf, archivedInboxDocOf),
};
