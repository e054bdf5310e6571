import * as t from 'io-ts';
import type { AppTenant } from '../../domain/app/app-tenant.js';
import { COUNTRY_RULE, Country, parseCountry } from '../../domain/country.js';
import { AppId } from '../../domain/ids.js';
import { annotated } from './annotated.js';
import { IsoTime } from './iso-time.js';

/** A country in capitals or small letters; null for the server's default. */
export const CountryOrNull = annotated(
  new t.Type<Country | null, Country | null, unknown>(
    'Country',
    (u): u is Country | null => u === null || Country.is(u),
    (u, context) => {
      if (u === null) return t.success(null);
      const country = typeof u === 'string' ? parseCountry(u) : null;
      return country === null ? t.failure(u, context, `${COUNTRY_RULE}, or null`) : t.success(country);
    },
    t.identity,
  ),
  {
    type: ['string', 'null'],
    pattern: '^[A-Za-z]{2}$',
    description: 'Of phone numbers without a country code; null for the default of the server.',
  },
);

/** An app over REST (contract §6). */
export const AppJson = t.type(
  { id: AppId, name: t.string, is_active: t.boolean, country: CountryOrNull, created_at: IsoTime, updated_at: IsoTime },
  'App',
);

export const appToJson = (app: AppTenant): t.OutputOf<typeof AppJson> =>
  AppJson.encode({
    id: app.id,
    name: app.name,
    is_active: app.isActive,
    country: app.country,
    created_at: app.createdAt,
    updated_at: app.updatedAt,
  });
