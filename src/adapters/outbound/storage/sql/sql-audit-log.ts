import { type Expression, expressionBuilder, type SqlBool } from 'kysely';
import type { ActFilter, ActOutcome, AdminAct, AuditLog } from '../../../../application/ports/audit-log.js';
import type { Listed, Page } from '../../../../application/ports/listing.js';
import type { ActId } from '../../../../domain/ids.js';
import type { Timestamp } from '../../../../domain/timestamp.js';
import { listed } from '../listed.js';
import type { Db } from './database.js';
import { actOf, actRowOf } from './rows/act-row.js';
import type { SqlSession } from './sql-session.js';
import type { Tables } from './tables.js';

export const sqlAuditLog = (session: SqlSession): AuditLog => ({
  begin: (act) =>
    session.run(async (db) => {
      await db.insertInto('audit').values(actRowOf(act)).execute();
    }),
  end: (id, outcome) => session.run((db) => end(db, id, outcome)),
  list: (filter, page) => session.run((db) => list(db, filter, page)),
  prune: (before, limit) => session.run((db) => prune(db, before, limit)),
});

const end = async (db: Db, id: ActId, { appId, targetId, count, status }: ActOutcome): Promise<void> => {
  await db
    .updateTable('audit')
    .set({ app_id: appId, target_id: targetId, affected: count, status })
    .where('id', '=', id)
    .where('status', 'is', null)
    .execute();
};

const eb = expressionBuilder<Tables, 'audit'>();

const conditions = ({ appId, action, from, to }: ActFilter): Expression<SqlBool> =>
  eb.and([
    ...(appId === undefined ? [] : [eb('app_id', '=', appId)]),
    ...(action === undefined ? [] : [eb('action', '=', action)]),
    ...(from === undefined ? [] : [eb('at', '>=', from)]),
    ...(to === undefined ? [] : [eb('at', '<', to)]),
  ]);

const list = async (db: Db, filter: ActFilter, page: Page): Promise<Listed<AdminAct>> => {
  const rows = await db
    .selectFrom('audit')
    .selectAll()
    .where(conditions(filter))
    // Ids are in the order of time: they are UUIDs of version 7, made when an act begins.
    .orderBy('id', 'desc')
    .limit(page.limit)
    .offset(page.offset)
    .execute();
  return listed(page, rows, actOf, () =>
    db
      .selectFrom('audit')
      .select((acts) => acts.fn.countAll<number>().as('total'))
      .where(conditions(filter))
      .executeTakeFirstOrThrow(),
  );
};

const prune = async (db: Db, before: Timestamp, limit: number): Promise<number> => {
  const { numDeletedRows } = await db
    .deleteFrom('audit')
    .where('id', 'in', (acts) =>
      acts.selectFrom('audit').select('id').where('at', '<', before).orderBy('at').limit(limit),
    )
    .executeTakeFirstOrThrow();
  return Number(numDeletedRows);
};
