import type { Call } from '../../../../domain/call/call.js';
import { relativesOf } from '../../../../domain/call/connected-legs.js';
import type { DialpadId } from '../../../../domain/dialpad-id.js';
import type { AppId } from '../../../../domain/ids.js';
import type { Db } from './database.js';
import { insertRows } from './insert-rows.js';
import { preparedQuery } from './prepared-query.js';
import type { CallLinkRow } from './rows/call-link-row.js';
import type { SqlSession } from './sql-session.js';

const LINK_VARIABLES = 3;

/**
 * Saves the ids that these calls name, so that the calls are found by them. A link is not deleted when a call names another id later. It
 * may then find a call too many, which does no harm: conversations are built from the facts.
 */
export const saveLinks = async (session: SqlSession, db: Db, calls: readonly Call[]): Promise<void> => {
  for (const chunk of session.chunks(calls.flatMap(linksOf), LINK_VARIABLES)) {
    await insertLinks(db, chunk);
  }
};

const insertLinks = preparedQuery((db, rows: readonly CallLinkRow[]) =>
  insertRows(db, 'call_links', rows).onConflict((conflict) => conflict.doNothing()),
);

const linksOf = (call: Call): readonly CallLinkRow[] =>
  relativesOf(call)
    .filter((id) => id !== call.dialpadCallId)
    .map((linked_id) => ({ app_id: call.appId, linked_id, dialpad_call_id: call.dialpadCallId }));

export type LegRevision = Pick<Call, 'dialpadCallId' | 'revision'>;

/** The revision of each leg of an app that stands under one of these ids, or names one; of some perhaps more than once. */
export const loadLegRevisions = async (
  db: Db,
  appId: AppId,
  ids: readonly DialpadId[],
): Promise<readonly LegRevision[]> => (await selectLegRevisions(db, appId, ids)).rows;

const selectLegRevisions = preparedQuery((db, appId: AppId, ids: readonly DialpadId[]) => {
  const own = db
    .selectFrom('calls')
    .select(['dialpad_call_id as dialpadCallId', 'revision'])
    .where('app_id', '=', appId)
    .where('dialpad_call_id', 'in', ids);
  const naming = db
    .selectFrom('call_links')
    .innerJoin('calls', (join) =>
      join
        .onRef('calls.app_id', '=', 'call_links.app_id')
        .onRef('calls.dialpad_call_id', '=', 'call_links.dialpad_call_id'),
    )
    .select(['calls.dialpad_call_id as dialpadCallId', 'calls.revision'])
    .where('call_links.app_id', '=', appId)
    .where('call_links.linked_id', 'in', ids);
  return own.unionAll(naming);
});
