import type pg from 'pg';
import { Unusable } from './unusable.js';

/** The properties of a server and a database that decide whether they can be used. */
export interface ServerFacts {
  /** As in `server_version_num`: 150004 is 15.4. */
  readonly versionNumber: number;
  readonly version: string;
  readonly encoding: string;
  readonly isReadOnly: boolean;
  /** The schema of new tables; null if the search path names no schema that exists. */
  readonly schema: string | null;
}

/** The oldest version that the tests run on, as in `server_version_num`. */
const MIN_VERSION = 150_000;

/** Throws `Unusable` for a server or a database that cannot be used. */
export const demandUsable = async (client: pg.ClientBase): Promise<void> => {
  const { rows } = await client.query<ServerFacts>(`
    select current_setting('server_version_num')::int as "versionNumber",
           current_setting('server_version') as version,
           current_setting('server_encoding') as encoding,
           current_setting('transaction_read_only') = 'on' as "isReadOnly",
           current_schema() as schema
  `);
  const complaint = rows[0] === undefined ? null : complaintAbout(rows[0]);
  if (complaint !== null) throw new Unusable(complaint);
};

/** Why a server cannot be used, and what to do about it; null if it can be used. */
export const complaintAbout = (server: ServerFacts): string | null => {
  if (server.versionNumber < MIN_VERSION) {
    return `the server is PostgreSQL ${server.version}: upgrade it to version 15 or later`;
  }
  if (server.encoding !== 'UTF8') {
    return `the database is encoded in ${server.encoding}: create one with encoding 'UTF8' template template0`;
  }
  if (server.isReadOnly) {
    return 'the server is read-only, a standby perhaps: name the primary in DB_HOST, or DATABASE_URL';
  }
  if (server.schema === null) {
    return 'the search path names no schema that exists: create one, or correct the search path';
  }
  return null;
};
