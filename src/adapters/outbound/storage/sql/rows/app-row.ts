import type { Generated, Insertable, Selectable } from 'kysely';
import type { AppTenant } from '../../../../../domain/app/app-tenant.js';
import type { Country } from '../../../../../domain/country.js';
import type { AppId } from '../../../../../domain/ids.js';
import type { Timestamp } from '../../../../../domain/timestamp.js';
import { type Flag, flagged } from './flag.js';

/** An app. */
export interface AppRow {
  readonly id: AppId;
  readonly name: string;
  readonly is_active: Flag;
  /** The revision of the app's key ring. */
  readonly key_revision: Generated<number>;
  readonly country: Country | null;
  /** The `keyRule` of its rows; null until keys have been made by one. */
  readonly keyed_as: Generated<string | null>;
  readonly created_at: Timestamp;
  readonly updated_at: Timestamp;
}

/** The columns of an app, without its key ring. */
export const APP_COLUMNS = ['id', 'name', 'is_active', 'country', 'created_at', 'updated_at'] as const;

export const appOf = (row: Pick<Selectable<AppRow>, (typeof APP_COLUMNS)[number]>): AppTenant => ({
  id: row.id,
  name: row.name,
  isActive: flagged(row.is_active),
  country: row.country,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

export const appRowOf = (app: AppTenant, keyRevision: number): Insertable<AppRow> => ({
  id: app.id,
  name: app.name,
  is_active: app.isActive,
  key_revision: keyRevision,
  country: app.country,
  created_at: app.createdAt,
  updated_at: app.updatedAt,
});
