import type { SchemaSteps } from './migrate.js';
import { aggregates } from './sqlite-migrations/001-aggregates.js';
import { eventLog } from './sqlite-migrations/001-event-log.js';
import { inbox } from './sqlite-migrations/001-inbox.js';
import { statistics } from './sqlite-migrations/001-statistics.js';
import { tenants } from './sqlite-migrations/001-tenants.js';
import { appRecords } from './sqlite-migrations/002-dialpad-connection.js';
import { conversations } from './sqlite-migrations/003-conversations.js';
import { voicemailKeys } from './sqlite-migrations/004-voicemail-keys.js';
import { phoneCountries } from './sqlite-migrations/005-phone-countries.js';
import { crmUserKeys } from './sqlite-migrations/006-crm-user-keys.js';
import { audit } from './sqlite-migrations/007-audit.js';
import { inboxOfApp } from './sqlite-migrations/008-inbox-of-app.js';
import { callCounts } from './sqlite-migrations/009-call-counts.js';
import { contacts } from './sqlite-migrations/012-contacts.js';
import { ofACall } from './sqlite-migrations/013-of-a-call.js';

/*
 * Dialpad's ids are text (an int64 does not fit a JavaScript number), times are integers of milliseconds, truth values 0 or
 * 1. Wide columns stand last, so that SQLite need not read over them to reach the others.
 */

/** The migrations by name. A released migration never changes; a change of the schema is a new migration. */
export const sqliteMigrations: SchemaSteps = {
  '001_initial': [...inbox, ...aggregates, ...eventLog, ...tenants, ...statistics],
  '002_dialpad_connection': appRecords,
  '003_conversations': conversations,
  '004_voicemail_keys': voicemailKeys,
  '005_phone_countries': phoneCountries,
  '006_crm_user_keys': crmUserKeys,
  '007_audit': audit,
  '008_inbox_of_app': inboxOfApp,
  '009_call_counts': callCounts,
  '012_contacts': contacts,
  '013_of_a_call': ofACall,
};
