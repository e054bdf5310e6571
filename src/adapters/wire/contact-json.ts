import * as t from 'io-ts';
import type { Contact, ContactCard } from '../../domain/contact/contact.js';
import { IsoTime } from './iso-time.js';
import { textJson, textOrNull } from './json-text.js';
import { nullable } from './nullable.js';

/** Whom the CRM knows by a number, on the stream and over REST. */
export const ContactCardJson = t.type({ name: t.string, record_url: nullable(t.string) }, 'ContactCard');

export const contactCardToText = ({ name, recordUrl }: ContactCard): string =>
  `{"name":${textJson(name)},"record_url":${textOrNull(recordUrl)}}`;

/** A contact as the CRM saved it. */
export const ContactJson = t.type(
  { number: t.string, name: t.string, record_url: nullable(t.string), updated_at: IsoTime },
  'Contact',
);

export const contactToJson = ({ number, name, recordUrl, updatedAt }: Contact): t.OutputOf<typeof ContactJson> =>
  ContactJson.encode({ number, name, record_url: recordUrl, updated_at: updatedAt });
