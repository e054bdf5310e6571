import type { Country } from '../../../domain/country.js';
import type { MongoConfig } from './mongodb/mongo-connection.js';
import type { PostgresConfig } from './sql/postgres-pool.js';
import type { SqliteConfig } from './sql/sqlite.js';

/** The storage engine, and where its data is. */
export type StorageConfig =
  | { readonly engine: 'memory'; readonly defaultCountry?: Country | undefined }
  | SqliteConfig
  | PostgresConfig
  | MongoConfig;
