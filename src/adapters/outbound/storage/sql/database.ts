import type { Kysely } from 'kysely';
import type { StorageError } from '../../../../application/ports/storage-error.js';
import type { AppId } from '../../../../domain/ids.js';
import type { Timestamp } from '../../../../domain/timestamp.js';
import type { AppRow } from './app-row.js';
import type { ApiKeyRow, AuditRow } from './sql-api-keys.js';
import type { AppRecordRow } from './sql-app-records.js';
import type { OrganizationRow } from './sql-apps.js';
import type { CallLinkRow } from './sql-call-links.js';
import type { CallRow } from './sql-calls.js';
import type { EventRow, MetaRow, StreamRow } from './sql-event-log.js';
import type { InboxCountRow, InboxRow } from './sql-inbox.js';
import type { MappingRow } from './sql-mappings.js';
import type { MessageRow } from './sql-messages.js';
import type { VoicemailRow } from './sql-voicemails.js';

/** The tables, each typed in the file that reads and writes it. */
export interface Tables {
  readonly inbox: InboxRow;
  readonly inbox_counts: InboxCountRow;
  readonly calls: CallRow;
  readonly call_links: CallLinkRow;
  readonly voicemails: VoicemailRow;
  readonly messages: MessageRow;
  readonly events: EventRow;
  readonly streams: StreamRow;
  readonly meta: MetaRow;
  readonly apps: AppRow;
  readonly app_organizations: OrganizationRow;
  readonly api_keys: ApiKeyRow;
  readonly api_key_audit: AuditRow;
  readonly user_mappings: MappingRow;
  readonly app_records: AppRecordRow;
}

/** What statements are run on: a connection, or a transaction on one. */
export type Db = Kysely<Tables>;

/** An engine that is open and migrated, and in what it differs from others. */
export interface SqlEngine {
  readonly db: Kysely<Tables>;
  /** How many `?` one statement may have. */
  readonly maxVariables: number;
  /** Whether rows that another transaction is about to change can be passed over instead of waited for. */
  readonly supportsSkipLocked: boolean;
  /** Whether writing a value again that is there already leaves the indexes on it alone. */
  readonly skipsUnchangedIndexes: boolean;
  /** Makes every other transaction that locks the same app wait until this one ends. */
  readonly lockApp: (transaction: Db, appId: AppId) => Promise<void>;
  /** Puts what the driver threw into the words of the port. */
  readonly explain: (thrown: unknown) => StorageError;
  /** Whether what the driver threw is a race that was lost, and the same work may well go through if it is done again. */
  readonly isLostRace: (thrown: unknown) => boolean;
  /** The time at which something is written down, where the port does not say. */
  readonly now: () => Timestamp;
  /** Ends every connection, after what was asked before. */
  readonly close: () => Promise<void>;
}
