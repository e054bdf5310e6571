import type { Kysely } from 'kysely';
import type { StorageError } from '../../../../application/ports/storage-error.js';
import type { Country } from '../../../../domain/country.js';
import type { AppId } from '../../../../domain/ids.js';
import type { Timestamp } from '../../../../domain/timestamp.js';
import type { Tables } from './tables.js';

/** Where statements run: on any connection, or in one transaction. */
export type Db = Kysely<Tables>;

/** An engine that is open and migrated, and its differences from other engines. */
export interface SqlEngine {
  readonly name: 'sqlite' | 'postgres';
  readonly db: Db;
  /** How many variables one statement may bind. */
  readonly maxVariables: number;
  /** Whether several processes may have it open. */
  readonly isShared: boolean;
  /** Whether a statement can skip rows that another transaction has locked, instead of waiting for them. */
  readonly supportsSkipLocked: boolean;
  /** Whether writing the same value again leaves the indexes on that column alone. */
  readonly skipsUnchangedIndexes: boolean;
  /** Makes every other transaction that locks the same app wait until this one ends. */
  readonly lockApp: (transaction: Db, appId: AppId) => Promise<void>;
  /** Translates what the driver threw into an error of the port. */
  readonly explain: (thrown: unknown) => StorageError;
  /** Whether what the driver threw is a lost race, so that the same work may succeed if it is done again. */
  readonly isLostRace: (thrown: unknown) => boolean;
  /** The country of the numbers of apps that have none of their own. */
  readonly defaultCountry: Country;
  /** The time of a write, where the port does not give one. */
  readonly now: () => Timestamp;
  /** The time of the server's clock; null for an engine without a server. */
  readonly readClock: ((db: Db) => Promise<Timestamp>) | null;
  /** Finishes the requests that are under way, then ends every connection. */
  readonly close: () => Promise<void>;
}
