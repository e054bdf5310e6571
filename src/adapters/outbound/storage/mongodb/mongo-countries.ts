import type { Country } from '../../../../domain/country.js';
import type { AppId } from '../../../../domain/ids.js';
import type { Within } from './mongo-collections.js';
import type { MongoEngine } from './mongo-engine.js';

/** The country of each app's numbers. */
export type CountryOf = (appId: AppId) => Country;

/** The countries of these apps. */
export const countriesOf = async (
  { collections, defaultCountry }: Pick<MongoEngine, 'collections' | 'defaultCountry'>,
  apps: readonly AppId[],
  within: Within = {},
): Promise<CountryOf> => {
  if (apps.length === 0) return () => defaultCountry;
  const filter = { _id: { $in: [...new Set(apps)] } };
  const docs = await collections.apps.find(filter, { projection: { country: 1 }, ...within }).toArray();
  const countries = new Map(docs.map(({ _id, country }) => [_id, country]));
  return (appId) => countries.get(appId) ?? defaultCountry;
};
