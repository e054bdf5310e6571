import type { VoicemailRepository } from '../../../../application/ports/voicemail-repository.js';
import { type VoicemailView, viewOfVoicemail } from '../../../../domain/voicemail/voicemail.js';
import { restoreVoicemail, type StoredVoicemail } from '../../../wire/stored/restore-voicemail.js';
import { withEitherSide } from '../either-side.js';
import { voicemailDocOf, voicemailOf } from './mongo-aggregate-docs.js';
import { countriesOf } from './mongo-countries.js';
import type { MongoAccess } from './mongo-engine.js';
import { conditionsOf, findOne, list } from './mongo-lists.js';
import { emptyPayload } from './mongo-payload.js';
import { writeForApps } from './mongo-writes.js';

export const mongoVoicemails = (access: MongoAccess): VoicemailRepository => {
  const { collections, run } = access;
  return {
    find: (appId, id) => run(() => findOne(collections, 'voicemails', appId, id, viewOfStored)),

    list: withEitherSide((appId, filter, page) =>
      run(async () => {
        const conditions = { ...(await conditionsOf(access, appId, filter)), deleted: false };
        return list(access, 'voicemails', appId, { given: filter, conditions }, page, viewOfStored);
      }),
    ),

    delete: (appId, id, now) =>
      run(() =>
        writeForApps(access, [appId], async (_positions, within) => {
          const doc = await collections.voicemails.findOne({ app_id: appId, id, deleted: false }, within);
          if (doc === null) return null;
          const stored = voicemailOf(doc);
          // A new revision, so that a concurrent commit made from the old one is refused.
          const deleted = { ...stored, deletedAt: now, updatedAt: now, revision: stored.revision + 1 };
          const country = (await countriesOf(access, [appId], within))(appId);
          return new Map([[appId, { ...emptyPayload(now), voicemails: [voicemailDocOf(deleted, country)] }]]);
        }),
      ),
  };
};

const viewOfStored = (stored: StoredVoicemail): VoicemailView => viewOfVoicemail(restoreVoicemail(stored));
