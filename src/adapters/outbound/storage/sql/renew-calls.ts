import type { Country } from '../../../../domain/country.js';
import type { AppId } from '../../../../domain/ids.js';
import { isReadableBy } from '../../../wire/stored/with-defaults.js';
import { KEY_BATCH, pause } from '../number-keys.js';
import { renewedCalls } from '../renewed-calls.js';
import type { Db } from './database.js';
import { CALL_COLUMNS, type CallRow, callOf, callRowOf } from './rows/call-row.js';
import { conversationOf } from './sql-calls.js';

/** What follows from the facts of a call, and of the other legs, by rules that change between versions. */
const RENEWED_COLUMNS = ['thread', 'details', 'status', 'ended_at', 'duration_seconds', 'conversation_id'] as const;

/** Stores what follows by today's rules from the facts of an app's calls. Announces nothing: what is over is seldom of use today. */
export const renewCalls = async (db: Db, appId: AppId, country: Country): Promise<void> => {
  for (let after: string | null = ''; after !== null; await pause()) {
    const page: readonly CallRow[] = await rowsAfter(db, appId, after);
    const rows = page.filter(isReadableBy(callOf));
    const calls = renewedCalls(rows.map(callOf), await legsOf(db, appId, rows));
    for (const [index, before] of rows.entries()) {
      const call = calls[index];
      if (call !== undefined) await renew(db, before, callRowOf(call, country));
    }
    after = page.length < KEY_BATCH ? null : (page.at(-1)?.id ?? null);
  }
};

const rowsAfter = (db: Db, appId: AppId, after: string): Promise<CallRow[]> =>
  db
    .selectFrom('calls')
    .selectAll()
    .where('app_id', '=', appId)
    .where((eb) => eb(eb.ref('id').$castTo<string>(), '>', after))
    .orderBy('id')
    .limit(KEY_BATCH)
    .execute();

/** All legs of the conversations of some calls. */
const legsOf = async (db: Db, appId: AppId, rows: readonly CallRow[]) => {
  if (rows.length === 0) return [];
  const conversations = new Set(rows.map((row) => row.conversation_id ?? row.dialpad_call_id));
  const legs = await db
    .selectFrom('calls')
    .select(CALL_COLUMNS)
    .where('app_id', '=', appId)
    .where(conversationOf, 'in', [...conversations])
    .execute();
  return legs.filter(isReadableBy(callOf)).map(callOf);
};

/** A row that has a new revision since it was read was written by today's rules. */
const renew = async (db: Db, before: CallRow, after: CallRow): Promise<void> => {
  if (RENEWED_COLUMNS.every((column) => before[column] === after[column])) return;
  const { thread, details, status, ended_at, duration_seconds, conversation_id } = after;
  await db
    .updateTable('calls')
    .set({ thread, details, status, ended_at, duration_seconds, conversation_id })
    .where('id', '=', before.id)
    .where('revision', '=', before.revision)
    .execute();
};
