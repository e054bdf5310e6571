import type { Voicemail } from '../../../../domain/voicemail/voicemail.js';
import { withoutTakenKeys } from '../voicemail-keys.js';
import type { Db } from './database.js';
import { inLockingOrder } from './locking-order.js';
import type { VoicemailKeyRow } from './rows/voicemail-key-row.js';
import type { SqlSession } from './sql-session.js';

const KEY_VARIABLES = 3;

/**
 * Saves what voicemails are known by, after they are saved themselves; false if another voicemail has one of the keys. A key of a
 * voicemail among them that has no keys any more passes to the one that has it now.
 */
export const saveKeys = async (session: SqlSession, db: Db, voicemails: readonly Voicemail[]): Promise<boolean> => {
  const absorbed = new Set(voicemails.flatMap(({ id, keys }) => (keys.length === 0 ? [id] : [])));
  for (const chunk of session.chunks(inLockingOrder(rowsOf(voicemails), fullKey), KEY_VARIABLES)) {
    if ((await insertMissing(db, chunk)) === chunk.length) continue;
    // Read after the insert, which waits for a concurrent writer of the same key.
    const owners = new Map((await storedRows(db, chunk)).map((row) => [fullKey(row), row.voicemail_id]));
    for (const row of chunk) {
      const owner = owners.get(fullKey(row));
      if (owner === row.voicemail_id) continue;
      if (owner === undefined || !absorbed.has(owner)) return false;
      await pass(db, row);
    }
  }
  return true;
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

const pass = async (db: Db, { app_id, voicemail_key, voicemail_id }: VoicemailKeyRow): Promise<void> => {
  await db
    .updateTable('voicemail_keys')
    .set({ voicemail_id })
    .where('app_id', '=', app_id)
    .where('voicemail_key', '=', voicemail_key)
    .execute();
};
