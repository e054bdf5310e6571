import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { AppRepository } from '../../../../application/ports/app-repository.js';
import type { DialpadId } from '../../../../domain/dialpad-id.js';
import type { AppId } from '../../../../domain/ids.js';
import { listed } from '../listed.js';
import { APP_COLUMNS, appOf, appRowOf } from './app-row.js';
import { inLockingOrder } from './locking-order.js';
import { overwrite } from './overwrite.js';
import { saveKeyChange } from './sql-api-keys.js';
import type { SqlSession } from './sql-session.js';

/** Whose app an organisation or office of Dialpad is. */
export interface OrganizationRow {
  readonly organization_id: DialpadId;
  readonly app_id: AppId;
}

const ORGANIZATION_VARIABLES = 2;

export const sqlApps = (session: SqlSession): AppRepository => {
  const find: AppRepository['find'] = (id) =>
    session.run(async (db) => {
      const row = await db.selectFrom('apps').select(APP_COLUMNS).where('id', '=', id).executeTakeFirst();
      return O.map(appOf)(O.fromNullable(row));
    });

  return {
    find,

    create: (app, firstKey) =>
      session.transact(async (db) => {
        await db
          .insertInto('apps')
          .values(appRowOf(app, firstKey.from + 1))
          .execute();
        await saveKeyChange(db, firstKey);
        return E.right(undefined);
      }),

    list: (page) =>
      session.run(async (db) => {
        const rows = await db
          .selectFrom('apps')
          .select(APP_COLUMNS)
          .orderBy('created_at')
          .orderBy('id')
          .limit(page.limit)
          .offset(page.offset)
          .execute();
        return listed(page, rows, appOf, () =>
          db
            .selectFrom('apps')
            .select((count) => count.fn.countAll().as('total'))
            .executeTakeFirstOrThrow(),
        );
      }),

    update: (id, { name, isActive }, now) => {
      if (name === undefined && isActive === undefined) return find(id);
      return session.run(async (db) => {
        const row = await db
          .updateTable('apps')
          .set({
            ...(name === undefined ? {} : { name }),
            ...(isActive === undefined ? {} : { is_active: isActive }),
            updated_at: now,
          })
          .where('id', '=', id)
          .returning(APP_COLUMNS)
          .executeTakeFirst();
        return O.map(appOf)(O.fromNullable(row));
      });
    },

    onlyActive: session.run(async (db) => {
      const [first, second] = await db
        .selectFrom('apps')
        .select(APP_COLUMNS)
        .where('is_active', '=', true)
        .limit(2)
        .execute();
      return first !== undefined && second === undefined ? O.some(appOf(first)) : O.none;
    }),

    linkOrganizations: (id, organizations) =>
      session.transact(async (db) => {
        const distinct = inLockingOrder([...new Set(organizations)], (organization) => organization);
        const rows = distinct.map((organization_id) => ({ organization_id, app_id: id }));
        for (const chunk of session.chunks(rows, ORGANIZATION_VARIABLES)) {
          await db
            .insertInto('app_organizations')
            .values(chunk)
            .onConflict((conflict) => conflict.column('organization_id').doUpdateSet(overwrite(['app_id'])))
            .execute();
        }
        return E.right(undefined);
      }),

    findByOrganization: (organizations) =>
      session.run(async (db) => {
        if (organizations.length === 0) return O.none;
        const rows = await db
          .selectFrom('app_organizations')
          .innerJoin('apps', 'apps.id', 'app_organizations.app_id')
          .select(APP_COLUMNS)
          .select('app_organizations.organization_id')
          .where('app_organizations.organization_id', 'in', organizations)
          .execute();
        const tied = new Map(rows.map((row) => [row.organization_id, appOf(row)]));
        const nearest = organizations.find((organization) => tied.has(organization));
        return nearest === undefined ? O.none : O.fromNullable(tied.get(nearest));
      }),
  };
};
