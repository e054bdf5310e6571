import type { AppId, ContactId } from '../ids.js';
import type { Timestamp } from '../timestamp.js';

/** What a CRM says about whoever has a phone number: a copy of its own record, so that a ring can name the caller. */
export interface ContactCard {
  readonly name: string;
  /** Where the CRM shows the record. */
  readonly recordUrl: string | null;
}

/** A contact of an app. Its number names it: an app has one contact for each number. */
export interface Contact extends ContactCard {
  readonly id: ContactId;
  readonly appId: AppId;
  /**
   * What the spellings of its number have in common (`phoneKey`). A number without a country code is one of the country that the app has
   * when the contact is saved.
   */
  readonly numberKey: string;
  /** As the CRM wrote it. */
  readonly number: string;
  readonly updatedAt: Timestamp;
}
