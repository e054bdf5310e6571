import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { DialpadId } from '../../domain/dialpad-id.js';
import type { AppEvent } from '../../domain/event/app-event.js';
import type { AppId, CallId, InboxId, MessageId, VoicemailId } from '../../domain/ids.js';
import type { VoicemailKey } from '../../domain/voicemail/voicemail.js';
import type { StorageError } from './storage-error.js';

/** Whose data is meant: whoever has a phone number, or some users of the phone system. */
export interface Person {
  /** The key of the number (`phoneKey`). */
  readonly numberKey: string | null;
  readonly users: readonly DialpadId[];
}

/** The records of a person, by their ids here and in the phone system. */
export interface PersonsRecords {
  readonly calls: readonly { readonly id: CallId; readonly dialpadId: DialpadId }[];
  readonly voicemails: readonly { readonly id: VoicemailId; readonly keys: readonly VoicemailKey[] }[];
  readonly messages: readonly { readonly id: MessageId; readonly dialpadId: DialpadId }[];
}

/** Some deliveries of an app in the order of their ids, and after which to continue; `next` is null at the end. */
export interface DeliveriesPage {
  readonly deliveries: readonly { readonly id: InboxId; readonly payload: string }[];
  readonly next: InboxId | null;
}

/** What stands in place of a delivery's payload that was erased. */
export const ERASED_PAYLOAD = '{}';

/** Finds and deletes what is stored about one person. Everything can be done again, and changes nothing more then. */
export interface PersonalData {
  /** The users of the phone system that are mapped to a CRM user. */
  readonly usersOf: (appId: AppId, crmUserId: string) => TaskEither<StorageError, readonly DialpadId[]>;
  /**
   * The calls, voicemails and messages in which a person is a party, about `limit` of each; of calls also the other legs of their
   * conversations, and the voicemails of those. Voicemails that are marked as deleted included.
   */
  readonly find: (appId: AppId, person: Person, limit: number) => TaskEither<StorageError, PersonsRecords>;
  /**
   * Looks through up to `limit` deliveries after one, and only as many as have `BUDGETS.pageBytes` of payload, but at least one. A page
   * may be empty before the end.
   */
  readonly deliveries: (appId: AppId, after: InboxId | null, limit: number) => TaskEither<StorageError, DeliveriesPage>;
  /** Puts `ERASED_PAYLOAD` in place of payloads. Their dedupe keys stay, so that the same delivery is still a duplicate. */
  readonly blankDeliveries: (appId: AppId, ids: readonly InboxId[]) => TaskEither<StorageError, void>;
  /** Replaces the content and the CRM user of stored events. */
  readonly replaceEvents: (appId: AppId, events: readonly AppEvent[]) => TaskEither<StorageError, void>;
  readonly delete: (appId: AppId, records: PersonsRecords) => TaskEither<StorageError, void>;
  /** Deletes the mappings of users; answers with their number. */
  readonly deleteMappings: (appId: AppId, users: readonly DialpadId[]) => TaskEither<StorageError, number>;
}
