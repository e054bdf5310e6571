import type { MongoClient } from 'mongodb';
import type { Country } from '../../../../domain/country.js';
import type { Timestamp } from '../../../../domain/timestamp.js';
import type { AppTurns } from '../app-turns.js';
import type { EngineSession } from '../engine-session.js';
import type { ListTotals } from '../list-totals.js';
import type { Collections } from './mongo-collections.js';
import type { LeaseCache } from './mongo-lease-cache.js';

/** An open database with its indexes, and what depends on its server. */
export interface MongoEngine {
  readonly collections: Collections;
  /** Begins transactions; null if the server has none. */
  readonly transactions: Pick<MongoClient, 'withSession'> | null;
  /** After how many milliseconds a step that does not move on counts as abandoned, so that another process may cancel it. */
  readonly abandonedAfterMs: number;
  /** The country of the numbers of apps that have none of their own. */
  readonly defaultCountry: Country;
  /** The time of a write for which the port gives none. */
  readonly now: () => Timestamp;
  /** The time of the server's clock. */
  readonly readClock: () => Promise<Timestamp>;
  readonly close: () => Promise<void>;
}

/** What the repositories are given. */
export interface MongoAccess extends Omit<MongoEngine, 'close'> {
  readonly run: EngineSession['run'];
  readonly leases: LeaseCache;
  readonly turns: AppTurns;
  readonly totals: ListTotals;
}
