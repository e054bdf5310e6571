import { type Expression, expressionBuilder, type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Country } from '../../../../domain/country.js';
import type { DialpadId } from '../../../../domain/dialpad-id.js';
import type { AppId } from '../../../../domain/ids.js';
import { phoneKey } from '../../../../domain/phone-number.js';
import { crmUserKey } from '../../../../domain/user-mapping/crm-user-key.js';
import type { Db } from './database.js';
import type { Tables } from './tables.js';

/** The tables whose rows belong to a Dialpad user, and so to the CRM user that this one is mapped to. */
export type AttributedTable = 'calls' | 'voicemails' | 'messages';

/** The filters that lists of calls, voicemails and messages share. */
export interface AttributionFilter {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly dialpadUserId?: DialpadId | undefined;
}

const eb = expressionBuilder<Tables, AttributedTable>();

/** The CRM user that a row of `table` belongs to now; null if its Dialpad user is not mapped. */
export const crmUserOf = (table: AttributedTable): RawBuilder<string | null> => sql<string | null>`(
  select crm_user_id from user_mappings
  where user_mappings.app_id = ${sql.ref(`${table}.app_id`)}
    and user_mappings.dialpad_user_id = ${sql.ref(`${table}.dialpad_user_id`)}
)`;

/** The conditions of a filter, the one with the fewest rows first. */
export const conditionsOf = (
  { from, to, dialpadUserId }: AttributionFilter,
  country: Country,
  usersOfCrmUser: readonly DialpadId[] | undefined = undefined,
): readonly Expression<SqlBool>[] => [
  ...(from === undefined ? [] : [eb('from_key', '=', phoneKey(from, country))]),
  ...(to === undefined ? [] : [eb('to_key', '=', phoneKey(to, country))]),
  ...(dialpadUserId === undefined ? [] : [eb('dialpad_user_id', '=', dialpadUserId)]),
  ...(usersOfCrmUser === undefined ? [] : [isOneOf(usersOfCrmUser)]),
];

const isOneOf = (users: readonly DialpadId[]): Expression<SqlBool> =>
  users.length === 0 ? eb.lit(false) : eb('dialpad_user_id', 'in', users);

/** The Dialpad users that are mapped to a CRM user now. */
export const usersOfCrmUser = async (db: Db, appId: AppId, crmUserId: string): Promise<readonly DialpadId[]> => {
  const rows = await db
    .selectFrom('user_mappings')
    .select('dialpad_user_id')
    .where('app_id', '=', appId)
    .where('crm_user_key', '=', crmUserKey(crmUserId))
    .execute();
  return rows.map((row) => row.dialpad_user_id);
};
