import * as E from 'fp-ts/lib/Either.js';
import { identity, pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { AppRepository } from '../../../../application/ports/app-repository.js';
import type { Listed, Page, Place } from '../../../../application/ports/listing.js';
import type { AppTenant } from '../../../../domain/app/app-tenant.js';
import type { DialpadId } from '../../../../domain/dialpad-id.js';
import type { AppId } from '../../../../domain/ids.js';
import type { Timestamp } from '../../../../domain/timestamp.js';
import { listed } from '../listed.js';
import { keyRule } from '../number-keys.js';
import type { Db } from './database.js';
import { inLockingOrder } from './locking-order.js';
import { onPage } from './on-page.js';
import { overwrite } from './overwrite.js';
import { preparedQuery } from './prepared-query.js';
import { rekeyApp } from './rekey-numbers.js';
import { APP_COLUMNS, appOf, appRowOf } from './rows/app-row.js';
import { saveKeyChange } from './sql-api-keys.js';
import type { SqlSession } from './sql-session.js';

export const sqlApps = (session: SqlSession): AppRepository => ({
  find: (id) => session.run((db) => find(db, id)),

  create: (app, firstKey) =>
    session.transact(async (db) => {
      await db
        .insertInto('apps')
        // What is stored of it from now on has keys by that rule.
        .values({ ...appRowOf(app, firstKey.from + 1), keyed_as: keyRule(app.country ?? session.defaultCountry) })
        .execute();
      await saveKeyChange(db, firstKey);
      return E.right(undefined);
    }),

  list: (page) => session.run((db) => list(session, db, page)),

  update: (id, change, now) =>
    pipe(
      session.transact(async (db) => {
        // Those who lock the app to save calls have done so before, or read the new country.
        if (change.country !== undefined) await session.lockApp(db, id);
        return E.right(await update(db, id, change, now));
      }),
      TE.chainFirst(() =>
        change.country === undefined
          ? TE.right(undefined)
          : session.run((db) => rekeyApp(db, id, session.defaultCountry)),
      ),
    ),

  onlyActive: session.run(findOnlyActive),

  linkOrganizations: (id, organizations) =>
    session.transact(async (db) => E.right(await saveOrganizations(session, db, id, organizations))),

  findByOrganization: (organizations) => session.run((db) => findByOrganization(db, organizations)),
});

const find = async (db: Db, id: AppId): Promise<O.Option<AppTenant>> => {
  const { rows } = await selectById(db, id);
  return O.map(appOf)(O.fromNullable(rows[0]));
};

const selectById = preparedQuery((db, id: AppId) => db.selectFrom('apps').select(APP_COLUMNS).where('id', '=', id));

const list = async (session: SqlSession, db: Db, page: Page): Promise<Listed<AppTenant>> => {
  const rows = await db
    .selectFrom('apps')
    .select(APP_COLUMNS)
    .$call(onPage(page, 'created_at', 'asc'))
    .execute();
  const placeOf = ({ createdAt: at, id }: AppTenant): Place => ({ at, id });
  return listed(page, rows.map(appOf), { toItem: identity, placeOf }, () => session.totals(null, 'apps', countOf(db)));
};

const countOf = (db: Db) => async (): Promise<number> => {
  const { total } = await db
    .selectFrom('apps')
    .select((count) => count.fn.countAll().as('total'))
    .executeTakeFirstOrThrow();
  return Number(total);
};

const update = async (
  db: Db,
  id: AppId,
  { name, isActive, country }: Parameters<AppRepository['update']>[1],
  now: Timestamp,
): Promise<O.Option<AppTenant>> => {
  if (name === undefined && isActive === undefined && country === undefined) return find(db, id);
  const row = await db
    .updateTable('apps')
    .set({
      ...(name === undefined ? {} : { name }),
      ...(isActive === undefined ? {} : { is_active: isActive }),
      ...(country === undefined ? {} : { country }),
      updated_at: now,
    })
    .where('id', '=', id)
    .returning(APP_COLUMNS)
    .executeTakeFirst();
  return O.map(appOf)(O.fromNullable(row));
};

const findOnlyActive = async (db: Db): Promise<O.Option<AppTenant>> => {
  const rows = await db.selectFrom('apps').select(APP_COLUMNS).where('is_active', '=', true).limit(2).execute();
  const [first, second] = rows;
  return first !== undefined && second === undefined ? O.some(appOf(first)) : O.none;
};

const ORGANIZATION_VARIABLES = 2;

const saveOrganizations = async (
  session: SqlSession,
  db: Db,
  appId: AppId,
  organizations: readonly DialpadId[],
): Promise<void> => {
  const distinct = inLockingOrder([...new Set(organizations)], (organization) => organization);
  const rows = distinct.map((organization_id) => ({ organization_id, app_id: appId }));
  for (const chunk of session.chunks(rows, ORGANIZATION_VARIABLES)) {
    await db
      .insertInto('app_organizations')
      .values(chunk)
      .onConflict((conflict) => conflict.column('organization_id').doUpdateSet(overwrite(['app_id'])))
      .execute();
  }
};

/** The app of the first organization that belongs to one. */
const findByOrganization = async (db: Db, organizations: readonly DialpadId[]): Promise<O.Option<AppTenant>> => {
  if (organizations.length === 0) return O.none;
  const rows = await db
    .selectFrom('app_organizations')
    .innerJoin('apps', 'apps.id', 'app_organizations.app_id')
    .select(APP_COLUMNS)
    .select('app_organizations.organization_id')
    .where('app_organizations.organization_id', 'in', organizations)
    .execute();
  const apps = new Map(rows.map((row) => [row.organization_id, appOf(row)]));
  const first = organizations.find((organization) => apps.has(organization));
  return first === undefined ? O.none : O.fromNullable(apps.get(first));
};
