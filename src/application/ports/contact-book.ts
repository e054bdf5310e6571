import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { Contact, ContactCard } from '../../domain/contact/contact.js';
import type { AppId, ContactId } from '../../domain/ids.js';
import type { Timestamp } from '../../domain/timestamp.js';
import type { Listed, Page } from './listing.js';
import type { StorageError } from './storage-error.js';

/** A contact as a CRM gives it. */
export interface NewContact extends ContactCard {
  /** Its id, if the number has no contact yet. */
  readonly id: ContactId;
  /** In any spelling. */
  readonly number: string;
}

/** The contacts of each app. */
export interface ContactBook {
  /**
   * Creates each contact or replaces the one that its number has, which keeps its id. Of several for one number the last counts. Answers
   * how many contacts these are. After a failure some may be saved; saving all of them again completes it.
   */
  readonly put: (appId: AppId, contacts: readonly NewContact[], now: Timestamp) => TaskEither<StorageError, number>;
  /** The contacts of those of the given numbers that have one, by the number as it is given. */
  readonly ofNumbers: (
    appId: AppId,
    numbers: readonly string[],
  ) => TaskEither<StorageError, ReadonlyMap<string, ContactCard>>;
  /** In the order of their ids. */
  readonly list: (appId: AppId, page: Page) => TaskEither<StorageError, Listed<Contact>>;
  /** False if the number has no contact. */
  readonly delete: (appId: AppId, number: string) => TaskEither<StorageError, boolean>;
}
