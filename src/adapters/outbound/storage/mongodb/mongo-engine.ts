import type { MongoClient } from 'mongodb';
import type { Timestamp } from '../../../../domain/timestamp.js';
import type { EngineSession } from '../engine-session.js';
import type { Collections } from './mongo-collections.js';
import type { LeaseBook } from './mongo-lease-book.js';

/** A database that is open and has its indexes, and in what its server differs from others. */
export interface MongoEngine {
  readonly collections: Collections;
  /** Begins transactions, where the server offers them; else null. */
  readonly transactions: Pick<MongoClient, 'withSession'> | null;
  /** How long whoever may write for an app can stand still, in milliseconds, before another takes the right over. */
  readonly abandonedAfterMs: number;
  /** The time at which something is written down, where the port does not say. */
  readonly now: () => Timestamp;
  readonly close: () => Promise<void>;
}

/** What the repositories are given. */
export interface MongoAccess extends Omit<MongoEngine, 'close'> {
  readonly run: EngineSession['run'];
  readonly leases: LeaseBook;
}
