import { type Expression, expressionBuilder, type RawBuilder, type SqlBool, sql } from 'kysely';
import type { DialpadId } from '../../../../domain/dialpad-id.js';
import type { AppId } from '../../../../domain/ids.js';
import { phoneKey } from '../../../../domain/phone-number.js';
import type { Tables } from './database.js';

/** What belongs to a person on our side and has the numbers of two parties. */
type Attributable = 'calls' | 'voicemails' | 'messages';

const eb = expressionBuilder<Tables, Attributable>();

/** No number is longer than this; a text in its place may be, and be more than an index can hold. */
const MAX_KEY = 200;

const indexable = (key: string): string => key.slice(0, MAX_KEY);

/** By what a number is found; null where there is none. */
export const numberKeyOf = (number: string | null): string | null =>
  number === null ? null : indexable(phoneKey(number));

/** The CRM user that a row of `table` belongs to now; null if its Dialpad user is not mapped. */
export const crmUserOf = (table: Attributable): RawBuilder<string | null> => sql<string | null>`(
  select crm_user_id from user_mappings
  where user_mappings.app_id = ${sql.ref(`${table}.app_id`)}
    and user_mappings.dialpad_user_id = ${sql.ref(`${table}.dialpad_user_id`)}
)`;

/** What the filters of calls, voicemails and messages have in common, the tenant first. */
export const conditionsOf = (
  appId: AppId,
  filter: {
    readonly from?: string | undefined;
    readonly to?: string | undefined;
    readonly dialpadUserId?: DialpadId | undefined;
    readonly crmUserId?: string | undefined;
  },
): readonly Expression<SqlBool>[] => {
  const { from, to, dialpadUserId, crmUserId } = filter;
  return [
    eb('app_id', '=', appId),
    ...(from === undefined ? [] : [eb('from_key', '=', indexable(from))]),
    ...(to === undefined ? [] : [eb('to_key', '=', indexable(to))]),
    ...(dialpadUserId === undefined ? [] : [eb('dialpad_user_id', '=', dialpadUserId)]),
    ...(crmUserId === undefined ? [] : [eb('dialpad_user_id', 'in', dialpadUsersOf(appId, crmUserId))]),
  ];
};

const dialpadUsersOf = (appId: AppId, crmUserId: string) =>
  eb
    .selectFrom('user_mappings')
    .select('user_mappings.dialpad_user_id')
    .where('user_mappings.app_id', '=', appId)
    .where('user_mappings.crm_user_id', '=', crmUserId);
