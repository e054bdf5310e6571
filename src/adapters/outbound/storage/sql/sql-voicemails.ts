import { expressionBuilder } from 'kysely';
import type { VoicemailRepository } from '../../../../application/ports/voicemail-repository.js';
import type { AppId, VoicemailId } from '../../../../domain/ids.js';
import type { Timestamp } from '../../../../domain/timestamp.js';
import type { Voicemail, VoicemailKey } from '../../../../domain/voicemail/voicemail.js';
import { withEitherSide } from '../either-side.js';
import { aggregateTable } from './aggregate-table.js';
import { type CountryOf, inCountry } from './app-countries.js';
import { conditionsOf } from './attribution.js';
import type { Db } from './database.js';
import {
  SHOWN_VOICEMAIL_COLUMNS,
  VOICEMAIL_COLUMNS,
  voicemailOf,
  voicemailRowOf,
  voicemailViewOf,
} from './rows/voicemail-row.js';
import type { SqlSession } from './sql-session.js';
import type { Tables } from './tables.js';

const isNotDeleted = expressionBuilder<Tables, 'voicemails'>()('deleted_at', 'is', null);

const voicemails = aggregateTable({
  table: 'voicemails',
  key: 'voicemail_key',
  listedBy: 'created_at',
  wide: ['transcript', 'recording_url'],
  isVisible: [isNotDeleted],
  selectShown: (db) => db.selectFrom('voicemails').select(SHOWN_VOICEMAIL_COLUMNS),
  columns: SHOWN_VOICEMAIL_COLUMNS,
  viewOf: voicemailViewOf,
  selectStored: (db) => db.selectFrom('voicemails').select(VOICEMAIL_COLUMNS),
  aggregateOf: voicemailOf,
});

export const sqlVoicemails = (session: SqlSession): VoicemailRepository => ({
  find: (appId, id) => voicemails.find(session, appId, id),
  list: withEitherSide((appId, filter, page) =>
    inCountry(session, appId, filter, (country) =>
      voicemails.list(session, appId, { given: filter, conditions: { equal: conditionsOf(filter, country) } }, page),
    ),
  ),
  delete: (appId, id, now) => session.run((db) => markDeleted(db, appId, id, now)),
});

/** Marks a voicemail as deleted; false if there is none, or it was deleted before. */
const markDeleted = async (db: Db, appId: AppId, id: VoicemailId, now: Timestamp): Promise<boolean> => {
  const { numUpdatedRows } = await db
    .updateTable('voicemails')
    // A new revision: a writer that has loaded the voicemail as it was before must load it again.
    .set((row) => ({ deleted_at: now, updated_at: now, revision: row('revision', '+', 1) }))
    .where('app_id', '=', appId)
    .where('id', '=', id)
    .where(isNotDeleted)
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
};

/** The voicemails of an app that are known by these keys, deleted ones included; one may be returned more than once. */
export const loadVoicemails = async (
  db: Db,
  appId: AppId,
  keys: readonly VoicemailKey[],
): Promise<readonly Voicemail[]> => {
  const rows = await db
    .selectFrom('voicemail_keys')
    .innerJoin('voicemails', 'voicemails.id', 'voicemail_keys.voicemail_id')
    .select(VOICEMAIL_COLUMNS.map((column) => `voicemails.${column}` as const))
    .where('voicemail_keys.app_id', '=', appId)
    .where('voicemail_keys.voicemail_key', 'in', keys)
    .execute();
  return rows.map(voicemailOf);
};

const CHANGING_COLUMNS = [
  'keys',
  'facts',
  'dialpad_call_id',
  'dialpad_user_id',
  'from_number',
  'from_key',
  'to_number',
  'to_key',
  'recording_url',
  'transcript',
  'duration_seconds',
  'deleted_at',
  'revision',
  'updated_at',
] as const;

const upsert = voicemails.upserting(CHANGING_COLUMNS);

/** How many variables the insert of one voicemail binds. */
export const VOICEMAIL_VARIABLES = 18;

/** Saves voicemails that are new or the next revision of the stored one; returns how many that were. */
export const saveVoicemails = (db: Db, changed: readonly Voicemail[], countryOf: CountryOf): Promise<number> =>
  upsert(
    db,
    changed.map((one) => voicemailRowOf(one, countryOf(one.appId))),
  );
