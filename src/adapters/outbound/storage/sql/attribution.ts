import { type RawBuilder, sql } from 'kysely';
import type { Country } from '../../../../domain/country.js';
import type { DialpadId } from '../../../../domain/dialpad-id.js';
import type { AppId } from '../../../../domain/ids.js';
import { crmUserKey } from '../../../../domain/user-mapping/crm-user-key.js';
import { numberKeyOf } from '../number-keys.js';
import { type Condition, equals, isOneOf } from './condition.js';
import type { Db } from './database.js';
import { preparedQuery } from './prepared-query.js';

/** The tables whose rows belong to a Dialpad user, and so to the CRM user that this one is mapped to. */
export type AttributedTable = 'calls' | 'voicemails' | 'messages';

/** The filters that lists of calls, voicemails and messages share. */
export interface AttributionFilter {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly dialpadUserId?: DialpadId | undefined;
}

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
): readonly Condition[] => [
  ...(from === undefined ? [] : [equals('from_key', numberKeyOf(from, country))]),
  ...(to === undefined ? [] : [equals('to_key', numberKeyOf(to, country))]),
  ...(dialpadUserId === undefined ? [] : [equals('dialpad_user_id', dialpadUserId)]),
  ...(usersOfCrmUser === undefined ? [] : [isOneOf('dialpad_user_id', usersOfCrmUser)]),
];

/** The Dialpad users that are mapped to a CRM user now. */
export const usersOfCrmUser = async (db: Db, appId: AppId, crmUserId: string): Promise<readonly DialpadId[]> => {
  const { rows } = await selectUsers(db, appId, crmUserKey(crmUserId));
  return rows.map((row) => row.dialpad_user_id);
};

const selectUsers = preparedQuery((db, appId: AppId, crmUser: string) =>
  db
    .selectFrom('user_mappings')
    .select('dialpad_user_id')
    .where('app_id', '=', appId)
    .where('crm_user_key', '=', crmUser),
);
