import * as t from 'io-ts';
import { AppId, MappingId } from '../../domain/ids.js';
import type { UserMapping } from '../../domain/user-mapping/user-mapping.js';
import { DialpadIdJson } from './dialpad-id-json.js';
import { IsoTime } from './iso-time.js';

/** A Dialpad user and its CRM user, over REST (contract §6). */
export const UserMappingJson = t.type(
  {
    id: MappingId,
    app_id: AppId,
    dialpad_user_id: DialpadIdJson,
    crm_user_id: t.string,
    created_at: IsoTime,
    updated_at: IsoTime,
  },
  'UserMapping',
);

export const userMappingToJson = (mapping: UserMapping): t.OutputOf<typeof UserMappingJson> =>
  UserMappingJson.encode({
    id: mapping.id,
    app_id: mapping.appId,
    dialpad_user_id: mapping.dialpadUserId,
    crm_user_id: mapping.crmUserId,
    created_at: mapping.createdAt,
    updated_at: mapping.updatedAt,
  });
