import { sql } from 'kysely';
import type { Country } from '../../../../domain/country.js';
import type { AppId } from '../../../../domain/ids.js';
import { KEY_BATCH, keyRule, numberKeyOf, pause } from '../number-keys.js';
import type { AttributedTable } from './attribution.js';
import type { Db } from './database.js';
import { renewCalls } from './renew-calls.js';

const TABLES = ['calls', 'voicemails', 'messages'] as const satisfies readonly AttributedTable[];

/** Makes the number keys of every app anew whose rows have keys by another rule than today's. What was interrupted begins again. */
export const rekeyNumbers = async (db: Db, defaultCountry: Country): Promise<void> => {
  const apps = await db.selectFrom('apps').select(['id', 'country', 'keyed_as']).execute();
  for (const { id, country, keyed_as } of apps) {
    // The version before wrote no rule, and made calls of their facts by other rules too.
    if (keyed_as === null) await renewCalls(db, id, country ?? defaultCountry);
    if (keyed_as !== keyRule(country ?? defaultCountry)) await rekeyApp(db, id, defaultCountry);
  }
};

/** Makes the number keys of an app's rows by its country, and records that; again if the country has changed meanwhile. */
export const rekeyApp = async (db: Db, appId: AppId, defaultCountry: Country): Promise<void> => {
  const app = await db.selectFrom('apps').select('country').where('id', '=', appId).executeTakeFirst();
  if (app === undefined) return;
  const country = app.country ?? defaultCountry;
  for (const table of TABLES) await rekeyTable(db, table, appId, country);
  const { numUpdatedRows } = await db
    .updateTable('apps')
    .set({ keyed_as: keyRule(country) })
    .where('id', '=', appId)
    .where('country', app.country === null ? 'is' : '=', app.country)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows === 0n) await rekeyApp(db, appId, defaultCountry);
};

const rekeyTable = async (db: Db, table: AttributedTable, appId: AppId, country: Country): Promise<void> => {
  for (let after: string | null = ''; after !== null; await pause()) {
    const rows: readonly NumberedRow[] = await numberedRows(db, table, appId, after);
    await writeKeys(db, table, rows.flatMap(changedKeys(country)));
    after = rows.length < KEY_BATCH ? null : (rows.at(-1)?.id ?? null);
  }
};

interface NumberedRow {
  readonly id: string;
  readonly revision: number;
  readonly from_number: string | null;
  readonly from_key: string | null;
  readonly to_number: string | null;
  readonly to_key: string | null;
}

const numberedRows = async (db: Db, table: AttributedTable, appId: AppId, after: string) => {
  const { rows } = await sql<NumberedRow>`
    select id, revision, from_number, from_key, to_number, to_key from ${sql.table(table)}
    where app_id = ${appId} and id > ${after} order by id limit ${KEY_BATCH}
  `.execute(db);
  return rows;
};

const changedKeys =
  (country: Country) =>
  (row: NumberedRow): readonly NumberedRow[] => {
    const keys = {
      from_key: numberKeyOf(row.from_number, country),
      to_key: numberKeyOf(row.to_number, country),
    };
    return keys.from_key === row.from_key && keys.to_key === row.to_key ? [] : [{ ...row, ...keys }];
  };

/** A row that has a new revision since it was read has its keys from the writer of that revision. */
const writeKeys = async (db: Db, table: AttributedTable, rows: readonly NumberedRow[]): Promise<void> => {
  if (rows.length === 0) return;
  const values = rows.map(({ id, from_key, to_key, revision }) => sql`(${id}, ${from_key}, ${to_key}, ${revision})`);
  const name = sql.table(table);
  await sql`
    update ${name} set from_key = v.column2, to_key = v.column3 from (values ${sql.join(values)}) as v
    where ${name}.id = v.column1 and ${name}.revision = cast(v.column4 as integer)
  `.execute(db);
};
