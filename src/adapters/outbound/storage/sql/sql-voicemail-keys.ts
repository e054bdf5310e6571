import { MAX_VOICEMAIL_KEYS, type Voicemail } from '../../../../domain/voicemail/voicemail.js';
import { withoutTakenKeys } from '../voicemail-keys.js';
import type { Db } from './database.js';
import { inLockingOrder } from './locking-order.js';
import type { VoicemailKeyRow } from './rows/voicemail-key-row.js';
import type { SqlSession } from './sql-session.js';

const KEY_VARIABLES = 3;

/**
 * Saves what voicemails are known by, after they are saved themselves; false if another voicemail has one of the keys. What a voicemail
 * among them is no longer known by is free first, so that another of them may have it.
 */
export const saveKeys = async (session: SqlSession, db: Db, voicemails: readonly Voicemail[]): Promise<boolean> => {
  for (const voicemail of voicemails) if (mayHaveLostKeys(voicemail)) await release(db, voicemail);
  for (const chunk of session.chunks(inLockingOrder(rowsOf(voicemails), fullKey), KEY_VARIABLES)) {
    if ((await insertMissing(db, chunk)) === chunk.length) continue;
    // Read after the insert, which waits for a concurrent writer of the same key.
    const owners = new Map((await storedRows(db, chunk)).map((row) => [fullKey(row), row.voicemail_id]));
    for (const row of chunk) {
      if (owners.get(fullKey(row)) !== row.voicemail_id) return false;
    }
  }
  return true;
};

/** Keys are lost to another voicemail, all of them, or to more telling ones, of which there are as many as there can be. */
const mayHaveLostKeys = ({ keys }: Voicemail): boolean => keys.length === 0 || keys.length >= MAX_VOICEMAIL_KEYS;

const release = async (db: Db, { appId, id, keys }: Voicemail): Promise<void> => {
  await db
    .deleteFrom('voicemail_keys')
    .where('app_id', '=', appId)
    .where('voicemail_id', '=', id)
    .$if(keys.length > 0, (lost) => lost.where('voicemail_key', 'not in', keys))
    .execute();
};

/** Without the voicemails that have a key of another one, which is stored or precedes them in the list. */
export const withoutStoredKeys = async (
  session: SqlSession,
  db: Db,
  voicemails: readonly Voicemail[],
): Promise<readonly Voicemail[]> => {
  const stored: VoicemailKeyRow[] = [];
  for (const chunk of session.chunks(rowsOf(voicemails), KEY_VARIABLES)) stored.push(...(await storedRows(db, chunk)));
  return withoutTakenKeys(
    voicemails,
    stored.map((row) => ({ id: row.voicemail_id, appId: row.app_id, keys: [row.voicemail_key] })),
  );
};

const rowsOf = (voicemails: readonly Voicemail[]): readonly VoicemailKeyRow[] =>
  voicemails.flatMap(({ appId, id, keys }) =>
    keys.map((key) => ({ app_id: appId, voicemail_key: key, voicemail_id: id })),
  );

const fullKey = ({ app_id, voicemail_key }: VoicemailKeyRow): string => `${app_id} ${voicemail_key}`;

/** Returns how many of the rows are new. */
const insertMissing = async (db: Db, rows: readonly VoicemailKeyRow[]): Promise<number> => {
  const inserting = db.insertInto('voicemail_keys').values(rows);
  const { numInsertedOrUpdatedRows } = await inserting
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow();
  return Number(numInsertedOrUpdatedRows);
};

/** The stored rows for these keys, perhaps some of another app with the same keys too. */
const storedRows = (db: Db, rows: readonly VoicemailKeyRow[]): Promise<readonly VoicemailKeyRow[]> =>
  db
    .selectFrom('voicemail_keys')
    .selectAll()
    .where('app_id', 'in', [...new Set(rows.map(({ app_id }) => app_id))])
    .where('voicemail_key', 'in', [...new Set(rows.map(({ voicemail_key }) => voicemail_key))])
    .execute();
