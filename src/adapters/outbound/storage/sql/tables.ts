import type { ActRow } from './rows/act-row.js';
import type { ApiKeyRow } from './rows/api-key-row.js';
import type { AppRecordRow } from './rows/app-record-row.js';
import type { AppRow } from './rows/app-row.js';
import type { AuditRow } from './rows/audit-row.js';
import type { CallCountRow } from './rows/call-count-row.js';
import type { CallLinkRow } from './rows/call-link-row.js';
import type { CallRow } from './rows/call-row.js';
import type { ContactRow } from './rows/contact-row.js';
import type { EventRow } from './rows/event-row.js';
import type { InboxCountRow } from './rows/inbox-count-row.js';
import type { InboxRow } from './rows/inbox-row.js';
import type { MappingRow } from './rows/mapping-row.js';
import type { MessageRow } from './rows/message-row.js';
import type { MetaRow } from './rows/meta-row.js';
import type { OrganizationRow } from './rows/organization-row.js';
import type { StreamRow } from './rows/stream-row.js';
import type { TicketRow } from './rows/ticket-row.js';
import type { VoicemailKeyRow } from './rows/voicemail-key-row.js';
import type { VoicemailRow } from './rows/voicemail-row.js';

/** The tables by name, and the type of their rows. */
export interface Tables {
  readonly inbox: InboxRow;
  readonly inbox_counts: InboxCountRow;
  readonly calls: CallRow;
  readonly call_counts: CallCountRow;
  readonly call_links: CallLinkRow;
  readonly voicemails: VoicemailRow;
  readonly voicemail_keys: VoicemailKeyRow;
  readonly messages: MessageRow;
  readonly events: EventRow;
  readonly streams: StreamRow;
  readonly meta: MetaRow;
  readonly apps: AppRow;
  readonly app_organizations: OrganizationRow;
  readonly api_keys: ApiKeyRow;
  readonly api_key_audit: AuditRow;
  readonly user_mappings: MappingRow;
  readonly contacts: ContactRow;
  readonly app_records: AppRecordRow;
  readonly audit: ActRow;
  readonly tickets: TicketRow;
}
