import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { StorageError } from '../../../../application/ports/storage-error.js';
import type { Country } from '../../../../domain/country.js';
import type { AppId } from '../../../../domain/ids.js';
import type { Db } from './database.js';
import { preparedQuery } from './prepared-query.js';
import type { SqlSession } from './sql-session.js';

/** The country of each app's numbers. */
export type CountryOf = (appId: AppId) => Country;

/** The countries of these apps. */
export const countriesOf = async (session: SqlSession, db: Db, apps: readonly AppId[]): Promise<CountryOf> => {
  const countries = new Map<AppId, Country>();
  for (const chunk of session.chunks([...new Set(apps)], 1)) {
    const { rows } = await selectCountries(db, chunk);
    for (const { id, country } of rows) if (country !== null) countries.set(id, country);
  }
  return (appId) => countries.get(appId) ?? session.defaultCountry;
};

const selectCountries = preparedQuery((db, apps: readonly AppId[]) =>
  db.selectFrom('apps').select(['id', 'country']).where('id', 'in', apps),
);

/** Runs `list` with the country of an app, which is read only for a filter by number. */
export const inCountry = <A>(
  session: SqlSession,
  appId: AppId,
  { from, to }: { readonly from?: string | undefined; readonly to?: string | undefined },
  list: (country: Country) => TE.TaskEither<StorageError, A>,
): TE.TaskEither<StorageError, A> =>
  from === undefined && to === undefined
    ? list(session.defaultCountry)
    : pipe(
        session.run(async (db) => (await countriesOf(session, db, [appId]))(appId)),
        TE.chain(list),
      );
