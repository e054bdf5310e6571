import { type Expression, expressionBuilder, type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Country } from '../../../../domain/country.js';
import type { DialpadId } from '../../../../domain/dialpad-id.js';
import type { AppId } from '../../../../domain/ids.js';
import { phoneKey } from '../../../../domain/phone-number.js';
import { crmUserKey } from '../../../../domain/user-mapping/crm-user-key.js';
import type { Tables } from './tables.js';

/** The tables whose rows belong to a Dialpad user, and so to the CRM user that this one is mapped to. */
export type AttributedTable = 'calls' | 'voicemails' | 'messages';

/** The filters that lists of calls, voicemails and messages share. */
export interface AttributionFilter {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly dialpadUserId?: DialpadId | undefined;
  readonly crmUserId?: string | undefined;
}

const eb = expressionBuilder<Tables, AttributedTable>();

/** The CRM user that a row of `table` belongs to now; null if its Dialpad user is not mapped. */
export const crmUserOf = (table: AttributedTable): RawBuilder<string | null> => sql<string | null>`(
  select crm_user_id from user_mappings
  where user_mappings.app_id = ${sql.ref(`${table}.app_id`)}
    and user_mappings.dialpad_user_id = ${sql.ref(`${table}.dialpad_user_id`)}
)`;

/** The conditions of a filter; the app comes first. */
export const conditionsOf = (
  appId: AppId,
  { from, to, dialpadUserId, crmUserId }: AttributionFilter,
  country: Country,
): readonly Expression<SqlBool>[] => [
  eb('app_id', '=', appId),
  ...(from === undefined ? [] : [eb('from_key', '=', phoneKey(from, country))]),
  ...(to === undefined ? [] : [eb('to_key', '=', phoneKey(to, country))]),
  ...(dialpadUserId === undefined ? [] : [eb('dialpad_user_id', '=', dialpadUserId)]),
  ...(crmUserId === undefined ? [] : [eb('dialpad_user_id', 'in', dialpadUsersOf(appId, crmUserId))]),
];

const dialpadUsersOf = (appId: AppId, crmUserId: string) =>
  eb
    .selectFrom('user_mappings')
    .select('user_mappings.dialpad_user_id')
    .where('user_mappings.app_id', '=', appId)
    .where('user_mappings.crm_user_key', '=', crmUserKey(crmUserId));
