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
 * Reads the records of an archive file of version 3: the domain's own shapes. The records that versions 1 and 2 have in another shape
 * are in `archive-v1-codecs.ts` and `archive-v2-codecs.ts`. A change of a shape makes a version 4, and version 3 stays for the files
 * that exist.
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
