import * as E from 'fp-ts/lib/Either.js';
import type { ContactBook, NewContact } from '../../../../application/ports/contact-book.js';
import type { Listed, Page } from '../../../../application/ports/listing.js';
import type { Contact, ContactCard } from '../../../../domain/contact/contact.js';
import type { AppId } from '../../../../domain/ids.js';
import { phoneKey } from '../../../../domain/phone-number.js';
import type { Timestamp } from '../../../../domain/timestamp.js';
import { byWrittenNumber, contactsToStore, numbersByKey } from '../contact-of.js';
import { listed } from '../listed.js';
import { countriesOf } from './app-countries.js';
import type { Db } from './database.js';
import { insertRows } from './insert-rows.js';
import { inLockingOrder } from './locking-order.js';
import { onPage } from './on-page.js';
import { overwrite } from './overwrite.js';
import { preparedQuery } from './prepared-query.js';
import { type ContactRow, contactOf, contactRowOf } from './rows/contact-row.js';
import type { SqlSession } from './sql-session.js';

export const sqlContacts = (session: SqlSession): ContactBook => ({
  put: (appId, contacts, now) => session.transact(async (db) => E.right(await put(session, db, appId, contacts, now))),
  ofNumbers: (appId, numbers) => session.run((db) => ofNumbers(session, db, appId, numbers)),
  list: (appId, page) => session.run((db) => list(session, db, appId, page)),
  delete: (appId, number) =>
    session.run(async (db) => {
      const key = phoneKey(number, (await countriesOf(session, db, [appId]))(appId));
      const { numDeletedRows } = await db
        .deleteFrom('contacts')
        .where('app_id', '=', appId)
        .where('number_key', '=', key)
        .executeTakeFirstOrThrow();
      return numDeletedRows > 0n;
    }),
});

const VARIABLES = 7;

const put = async (
  session: SqlSession,
  db: Db,
  appId: AppId,
  contacts: readonly NewContact[],
  now: Timestamp,
): Promise<number> => {
  const country = (await countriesOf(session, db, [appId]))(appId);
  const toStore = inLockingOrder(contactsToStore(appId, contacts, country, now), ({ numberKey }) => numberKey);
  for (const chunk of session.chunks(toStore, VARIABLES)) await upsert(db, chunk.map(contactRowOf));
  return toStore.length;
};

const upsert = preparedQuery((db, rows: readonly ContactRow[]) =>
  insertRows(db, 'contacts', rows).onConflict((conflict) =>
    conflict.columns(['app_id', 'number_key']).doUpdateSet(overwrite(['number', 'name', 'record_url', 'updated_at'])),
  ),
);

const ofNumbers = async (
  session: SqlSession,
  db: Db,
  appId: AppId,
  numbers: readonly string[],
): Promise<ReadonlyMap<string, ContactCard>> => {
  if (numbers.length === 0) return new Map();
  const written = numbersByKey(numbers, (await countriesOf(session, db, [appId]))(appId));
  const found: Contact[] = [];
  for (const chunk of session.chunks([...written.keys()], 1)) {
    const { rows } = await selectOfNumbers(db, appId, chunk);
    found.push(...rows.map(contactOf));
  }
  return byWrittenNumber(found, written);
};

const selectOfNumbers = preparedQuery((db, appId: AppId, keys: readonly string[]) =>
  db.selectFrom('contacts').selectAll().where('app_id', '=', appId).where('number_key', 'in', keys),
);

const list = async (session: SqlSession, db: Db, appId: AppId, page: Page): Promise<Listed<Contact>> => {
  const ofApp = db.selectFrom('contacts').where('app_id', '=', appId);
  const rows = await ofApp
    .selectAll()
    .$call(onPage(page, null, 'asc'))
    .execute();
  return listed(page, rows, { toItem: contactOf, placeOf: ({ id }) => ({ at: 0, id }) }, () =>
    session.totals(appId, 'contacts', async () => {
      const { total } = await ofApp.select((count) => count.fn.countAll().as('total')).executeTakeFirstOrThrow();
      return Number(total);
    }),
  );
};
