import type { Call } from '../../../../domain/call/call.js';
import { relativesOf } from '../../../../domain/call/conversation.js';
import type { Db } from './database.js';
import type { CallLinkRow } from './rows/call-link-row.js';
import type { SqlSession } from './sql-session.js';

const LINK_VARIABLES = 3;

/**
 * Keeps which others these calls name, for finding them by that. A link stays when a call names another in its stead: what it finds
 * too much takes no part in the conversation, which is made up of the calls' facts.
 */
export const saveLinks = async (session: SqlSession, db: Db, calls: readonly Call[]): Promise<void> => {
  for (const chunk of session.chunks(calls.flatMap(linksOf), LINK_VARIABLES)) {
    await db
      .insertInto('call_links')
      .values(chunk)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
};

const linksOf = (call: Call): readonly CallLinkRow[] =>
  relativesOf(call)
    .filter((id) => id !== call.dialpadCallId)
    .map((linked_id) => ({ app_id: call.appId, linked_id, dialpad_call_id: call.dialpadCallId }));
