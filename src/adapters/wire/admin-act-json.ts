import * as t from 'io-ts';
import { ADMIN_ACTIONS, ADMIN_ACTORS, type AdminAct } from '../../application/ports/audit-log.js';
import { ActId, AppId } from '../../domain/ids.js';
import { IsoTime } from './iso-time.js';
import { nullable } from './nullable.js';
import { oneOf } from './words.js';

/** One administrative act, over REST. */
export const AdminActJson = t.type(
  {
    id: ActId,
    at: IsoTime,
    action: oneOf(ADMIN_ACTIONS),
    actor: oneOf(ADMIN_ACTORS),
    address: nullable(t.string),
    request_id: nullable(t.string),
    app_id: nullable(AppId),
    target_id: nullable(t.string),
    count: nullable(t.number),
    status: nullable(t.number),
  },
  'AdminAct',
);

export const adminActToJson = (act: AdminAct): t.OutputOf<typeof AdminActJson> =>
  AdminActJson.encode({
    id: act.id,
    at: act.at,
    action: act.action,
    actor: act.actor,
    address: act.address,
    request_id: act.requestId,
    app_id: act.appId,
    target_id: act.targetId,
    count: act.count,
    status: act.status,
  });
