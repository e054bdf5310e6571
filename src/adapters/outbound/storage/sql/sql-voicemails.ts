import * as O from 'fp-ts/lib/Option.js';
import { expressionBuilder } from 'kysely';
import type { Attributed } from '../../../../application/ports/listing.js';
import type { VoicemailFilter, VoicemailRepository } from '../../../../application/ports/voicemail-repository.js';
import type { DialpadId } from '../../../../domain/dialpad-id.js';
import type { AppId, VoicemailId } from '../../../../domain/ids.js';
import type { Timestamp } from '../../../../domain/timestamp.js';
import {
  type Voicemail,
  type VoicemailKey,
  type VoicemailView,
  viewOfVoicemail,
} from '../../../../domain/voicemail/voicemail.js';
import { listed } from '../listed.js';
import { conditionsOf, crmUserOf, numberKeyOf } from './attribution.js';
import type { Db, Tables } from './database.js';
import { isNextRevision, overwrite } from './overwrite.js';
import type { SqlSession } from './sql-session.js';

/** A voicemail's facts, which are the truth, and beside them what is read off them, for queries. */
export interface VoicemailRow {
  readonly id: VoicemailId;
  readonly app_id: AppId;
  readonly voicemail_key: VoicemailKey;
  /** JSON of `VoicemailFacts`. */
  readonly facts: string;
  readonly dialpad_call_id: DialpadId | null;
  readonly dialpad_user_id: DialpadId | null;
  readonly from_number: string | null;
  readonly from_key: string | null;
  readonly to_number: string | null;
  readonly to_key: string | null;
  readonly recording_url: string | null;
  readonly transcript: string | null;
  readonly duration_seconds: number | null;
  readonly deleted_at: Timestamp | null;
  readonly revision: number;
  readonly created_at: Timestamp;
  readonly updated_at: Timestamp;
}

const SHOWN = [
  'id',
  'app_id',
  'dialpad_call_id',
  'dialpad_user_id',
  'from_number',
  'to_number',
  'recording_url',
  'transcript',
  'duration_seconds',
  'created_at',
  'updated_at',
] as const;

export const sqlVoicemails = (session: SqlSession): VoicemailRepository => ({
  find: (appId, id) =>
    session.run(async (db) => {
      const row = await shown(db)
        .where('app_id', '=', appId)
        .where('id', '=', id)
        .where('deleted_at', 'is', null)
        .executeTakeFirst();
      return O.map(viewOfRow)(O.fromNullable(row));
    }),

  list: (appId, filter, page) =>
    session.run(async (db) => {
      const matching = eb.and(conditions(appId, filter));
      const rows = await shown(db)
        .where(matching)
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .limit(page.limit)
        .offset(page.offset)
        .execute();
      return listed(page, rows, viewOfRow, () =>
        db
          .selectFrom('voicemails')
          .select((count) => count.fn.countAll().as('total'))
          .where(matching)
          .executeTakeFirstOrThrow(),
      );
    }),

  delete: (appId, id, now) =>
    session.run(async (db) => {
      // A new revision: whoever is about to keep one made from the old must see the deletion first.
      const { numUpdatedRows } = await db
        .updateTable('voicemails')
        .set((row) => ({ deleted_at: now, updated_at: now, revision: row('revision', '+', 1) }))
        .where('app_id', '=', appId)
        .where('id', '=', id)
        .where('deleted_at', 'is', null)
        .executeTakeFirstOrThrow();
      return numUpdatedRows > 0n;
    }),
});

const eb = expressionBuilder<Tables, 'voicemails'>();

const shown = (db: Db) => db.selectFrom('voicemails').select(SHOWN).select(crmUserOf('voicemails').as('crm_user_id'));

const conditions = (appId: AppId, filter: VoicemailFilter) => [
  ...conditionsOf(appId, filter),
  eb('deleted_at', 'is', null),
];

type ShownRow = Pick<VoicemailRow, (typeof SHOWN)[number]> & { readonly crm_user_id: string | null };

const viewOfRow = (row: ShownRow): Attributed<VoicemailView> => ({
  id: row.id,
  appId: row.app_id,
  dialpadCallId: row.dialpad_call_id,
  dialpadUserId: row.dialpad_user_id,
  fromNumber: row.from_number,
  toNumber: row.to_number,
  recordingUrl: row.recording_url,
  transcript: row.transcript,
  durationSeconds: row.duration_seconds,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  crmUserId: row.crm_user_id,
});

const CHANGING = [
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

/** How many variables a voicemail binds. */
export const VOICEMAIL_VARIABLES = 17;

/** What makes up a voicemail; the rest is read off it. */
export const VOICEMAIL_COLUMNS = [
  'id',
  'app_id',
  'voicemail_key',
  'facts',
  'deleted_at',
  'revision',
  'created_at',
  'updated_at',
] as const;

export const voicemailOf = (row: Pick<VoicemailRow, (typeof VOICEMAIL_COLUMNS)[number]>): Voicemail => ({
  id: row.id,
  appId: row.app_id,
  key: row.voicemail_key,
  facts: JSON.parse(row.facts),
  deletedAt: row.deleted_at,
  revision: row.revision,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

/** The voicemails of an app that exist under these keys, deleted ones included. */
export const loadVoicemails = async (
  db: Db,
  appId: AppId,
  keys: readonly VoicemailKey[],
): Promise<readonly Voicemail[]> => {
  const rows = await db
    .selectFrom('voicemails')
    .select(VOICEMAIL_COLUMNS)
    .where('app_id', '=', appId)
    .where('voicemail_key', 'in', keys)
    .execute();
  return rows.map(voicemailOf);
};

/** Keeps those that are new or follow on the revision that is kept; answers how many that were. */
export const saveVoicemails = async (db: Db, voicemails: readonly Voicemail[]): Promise<number> => {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('voicemails')
    .values(voicemails.map(voicemailRowOf))
    .onConflict((conflict) =>
      conflict
        .columns(['app_id', 'voicemail_key'])
        .doUpdateSet(overwrite(CHANGING))
        .where(isNextRevision('voicemails')),
    )
    .executeTakeFirstOrThrow();
  return Number(numInsertedOrUpdatedRows);
};

export const voicemailRowOf = (voicemail: Voicemail): VoicemailRow => {
  const view = viewOfVoicemail(voicemail);
  return {
    id: voicemail.id,
    app_id: voicemail.appId,
    voicemail_key: voicemail.key,
    facts: JSON.stringify(voicemail.facts),
    dialpad_call_id: view.dialpadCallId,
    dialpad_user_id: view.dialpadUserId,
    from_number: view.fromNumber,
    from_key: numberKeyOf(view.fromNumber),
    to_number: view.toNumber,
    to_key: numberKeyOf(view.toNumber),
    recording_url: view.recordingUrl,
    transcript: view.transcript,
    duration_seconds: view.durationSeconds,
    deleted_at: voicemail.deletedAt,
    revision: voicemail.revision,
    created_at: voicemail.createdAt,
    updated_at: voicemail.updatedAt,
  };
};
