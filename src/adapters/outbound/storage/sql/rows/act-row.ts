import type { AdminAct, AdminAction, AdminActor } from '../../../../../application/ports/audit-log.js';
import type { ActId, AppId } from '../../../../../domain/ids.js';
import type { Timestamp } from '../../../../../domain/timestamp.js';

/** One administrative act. */
export interface ActRow {
  readonly id: ActId;
  readonly at: Timestamp;
  readonly action: AdminAction;
  readonly actor: AdminActor;
  readonly address: string | null;
  readonly request_id: string | null;
  readonly app_id: AppId | null;
  readonly target_id: string | null;
  readonly affected: number | null;
  readonly status: number | null;
}

export const actOf = (row: ActRow): AdminAct => ({
  id: row.id,
  at: row.at,
  action: row.action,
  actor: row.actor,
  address: row.address,
  requestId: row.request_id,
  appId: row.app_id,
  targetId: row.target_id,
  count: row.affected,
  status: row.status,
});

export const actRowOf = (act: AdminAct): ActRow => ({
  id: act.id,
  at: act.at,
  action: act.action,
  actor: act.actor,
  address: act.address,
  request_id: act.requestId,
  app_id: act.appId,
  target_id: act.targetId,
  affected: act.count,
  status: act.status,
});
