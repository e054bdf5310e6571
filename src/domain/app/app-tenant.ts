import type { Country } from '../country.js';
import type { AppId } from '../ids.js';
import type { Timestamp } from '../timestamp.js';

/** A tenant: one CRM application. Its keys give access to its own data only. */
export interface AppTenant {
  readonly id: AppId;
  readonly name: string;
  /** The keys of an inactive app are refused; events for it are still stored. */
  readonly isActive: boolean;
  /** Of phone numbers that are written without a country code; null for the server's default. */
  readonly country: Country | null;
  readonly createdAt: Timestamp;
  readonly updatedAt: Timestamp;
}
