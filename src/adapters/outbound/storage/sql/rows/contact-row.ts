import type { Contact } from '../../../../../domain/contact/contact.js';
import type { AppId, ContactId } from '../../../../../domain/ids.js';
import type { Timestamp } from '../../../../../domain/timestamp.js';

/** What a CRM says about whoever has a number. */
export interface ContactRow {
  readonly app_id: AppId;
  readonly number_key: string;
  readonly id: ContactId;
  readonly number: string;
  readonly name: string;
  readonly record_url: string | null;
  readonly updated_at: Timestamp;
}

export const CONTACT_COLUMNS = [
  'app_id',
  'number_key',
  'id',
  'number',
  'name',
  'record_url',
  'updated_at',
] as const satisfies readonly (keyof ContactRow)[];

export const contactOf = (row: ContactRow): Contact => ({
  id: row.id,
  appId: row.app_id,
  numberKey: row.number_key,
  number: row.number,
  name: row.name,
  recordUrl: row.record_url,
  updatedAt: row.updated_at,
});

export const contactRowOf = (contact: Contact): ContactRow => ({
  app_id: contact.appId,
  number_key: contact.numberKey,
  id: contact.id,
  number: contact.number,
  name: contact.name,
  record_url: contact.recordUrl,
  updated_at: contact.updatedAt,
});
