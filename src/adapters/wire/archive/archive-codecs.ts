import * as t from 'io-ts';
import type { ArchiveKind, ArchiveRecords } from '../../../application/ports/archive.js';
import { AppId } from '../../../domain/ids.js';
import { Count } from './archive-parts.js';
import { ArchivedCall } from './archived-call.js';
import { ArchivedDelivery } from './archived-delivery.js';
import { ArchivedEvent } from './archived-event.js';
import { ArchivedMessage } from './archived-message.js';
import {
  ArchivedApiKey,
  ArchivedApp,
  ArchivedAppRecord,
  ArchivedAuditEntry,
  ArchivedContact,
  ArchivedMapping,
  ArchivedOrganization,
} from './archived-tenant.js';
import { ArchivedVoicemail } from './archived-voicemail.js';

/** Reads the records of each kind. */
export type ArchiveCodecs = { readonly [K in ArchiveKind]: t.Decoder<unknown, ArchiveRecords[K]> };

/**
 * Reads the records of an archive file of version 2: the domain's own shapes. The records that version 1 has in another shape are in
 * `archive-v1-codecs.ts`. A change of a shape makes a version 3, and version 2 stays for the files that exist.
 */
export const ARCHIVE_CODECS: ArchiveCodecs = {
  app: ArchivedApp,
  organization: ArchivedOrganization,
  apiKey: ArchivedApiKey,
  audit: ArchivedAuditEntry,
  mapping: ArchivedMapping,
  contact: ArchivedContact,
  appRecord: ArchivedAppRecord,
  call: ArchivedCall,
  voicemail: ArchivedVoicemail,
  message: ArchivedMessage,
  stream: t.strict({ appId: AppId, seq: Count }),
  event: ArchivedEvent,
  delivery: ArchivedDelivery,
};
