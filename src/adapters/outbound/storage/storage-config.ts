import type { Country } from '../../../domain/country.js';

/** The storage engine, and where its data is. */
export type StorageConfig = MemoryConfig | SqliteConfig | PostgresConfig | MongoConfig;

interface Numbers {
  /** Of apps that have no country of their own; `DEFAULT_COUNTRY` where it is not given. */
  readonly defaultCountry?: Country | undefined;
}

export interface MemoryConfig extends Numbers {
  readonly engine: 'memory';
}

export interface SqliteConfig extends Numbers {
  readonly engine: 'sqlite';
  /** It and its folder are created if missing; `:memory:` ends with the process. */
  readonly file: string;
}

export interface PostgresConfig extends Numbers {
  readonly engine: 'postgres';
  readonly server: { readonly url: string } | PostgresServer;
  readonly ssl: boolean;
  /** How many connections this process opens at most. */
  readonly maxClients: number;
}

export interface PostgresServer {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** Null where the server asks for none. */
  readonly password: string | null;
  readonly database: string;
}

export interface MongoConfig extends Numbers {
  readonly engine: 'mongodb';
  readonly uri: string;
  readonly database: string;
}
