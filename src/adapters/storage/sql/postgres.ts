import * as TE from 'fp-ts/lib/TaskEither.js';
import { type StorageError, storageFault } from '../../../application/ports/storage-error.js';
import type { EngineAccess } from '../engine-access.js';

export interface PostgresConfig {
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

const notYet: TE.TaskEither<StorageError, never> = TE.left(storageFault('PostgreSQL is not there yet'));

export const postgres = (_config: PostgresConfig): EngineAccess => ({
  open: () => notYet,
  check: notYet,
  migrate: notYet,
});
