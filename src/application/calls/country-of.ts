import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { Country } from '../../domain/country.js';
import type { AppId } from '../../domain/ids.js';
import type { AppRepository } from '../ports/app-repository.js';
import type { StorageError } from '../ports/storage-error.js';

/** The country of an app's numbers that have no country code. */
export const countryOf =
  (apps: Pick<AppRepository, 'find'>, defaultCountry: Country) =>
  (appId: AppId): TE.TaskEither<StorageError, Country> =>
    pipe(
      apps.find(appId),
      TE.map((app) => O.toNullable(app)?.country ?? defaultCountry),
    );
