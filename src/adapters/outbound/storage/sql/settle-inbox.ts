import type { Settled } from '../../../../application/ports/aggregates.js';
import type { InboxId } from '../../../../domain/ids.js';
import type { Timestamp } from '../../../../domain/timestamp.js';
import type { Db } from './database.js';
import { preparedQuery } from './prepared-query.js';
import type { SqlSession } from './sql-session.js';

/**
 * Settles inbox events; false unless `owner` holds the lease on each of them. Events with the same outcome go in one statement.
 * An event with an owner is pending; the statements do not ask for that too, lest an engine goes through all pending events.
 */
export const settle = async (
  session: SqlSession,
  db: Db,
  owner: string,
  settled: readonly Settled[],
): Promise<boolean> => {
  for (const [{ status, reason }, ids] of byOutcome(settled)) {
    for (const chunk of session.chunks(ids, 1)) {
      const { numAffectedRows } = await settleHeld(db, owner, status, reason, session.now(), chunk);
      if (Number(numAffectedRows) !== chunk.length) return false;
    }
  }
  return true;
};

const settleHeld = preparedQuery(
  (
    db,
    owner: string,
    status: Settled['status'],
    reason: string | null,
    processed_at: Timestamp,
    ids: readonly InboxId[],
  ) =>
    db
      .updateTable('inbox')
      .set({ status, reason, owner: null, processed_at })
      .where('id', 'in', ids)
      .where('owner', '=', owner),
);

const byOutcome = (
  settled: readonly Settled[],
): ReadonlyMap<Pick<Settled, 'status' | 'reason'>, readonly InboxId[]> => {
  const groups = new Map<string, readonly [Settled, InboxId[]]>();
  for (const one of settled) {
    const key = `${one.status} ${one.reason}`;
    const group = groups.get(key) ?? [one, []];
    group[1].push(one.id);
    groups.set(key, group);
  }
  return new Map(groups.values());
};
