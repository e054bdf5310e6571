import type { DialpadId } from '../../../../../domain/dialpad-id.js';
import type { AppId, MappingId } from '../../../../../domain/ids.js';
import type { Timestamp } from '../../../../../domain/timestamp.js';
import { crmUserKey } from '../../../../../domain/user-mapping/crm-user-key.js';
import type { UserMapping } from '../../../../../domain/user-mapping/user-mapping.js';

/** The CRM user of a Dialpad user. */
export interface MappingRow {
  readonly id: MappingId;
  readonly app_id: AppId;
  readonly dialpad_user_id: DialpadId;
  readonly crm_user_id: string;
  /** By which the CRM user is found. */
  readonly crm_user_key: string;
  readonly created_at: Timestamp;
  readonly updated_at: Timestamp;
}

export const MAPPING_COLUMNS = [
  'id',
  'app_id',
  'dialpad_user_id',
  'crm_user_id',
  'crm_user_key',
  'created_at',
  'updated_at',
] as const satisfies readonly (keyof MappingRow)[];

export const mappingOf = (row: MappingRow): UserMapping => ({
  id: row.id,
  appId: row.app_id,
  dialpadUserId: row.dialpad_user_id,
  crmUserId: row.crm_user_id,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

export const mappingRowOf = (mapping: UserMapping): MappingRow => ({
  id: mapping.id,
  app_id: mapping.appId,
  dialpad_user_id: mapping.dialpadUserId,
  crm_user_id: mapping.crmUserId,
  crm_user_key: crmUserKey(mapping.crmUserId),
  created_at: mapping.createdAt,
  updated_at: mapping.updatedAt,
});
