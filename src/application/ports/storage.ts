import type { Task } from 'fp-ts/lib/Task.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { Timestamp } from '../../domain/timestamp.js';
import type { AggregateStore } from './aggregates.js';
import type { ApiKeyRepository } from './api-key-repository.js';
import type { AppRecords } from './app-records.js';
import type { AppRepository } from './app-repository.js';
import type { Archive } from './archive.js';
import type { AuditLog } from './audit-log.js';
import type { CallRepository } from './call-repository.js';
import type { ChangesOf } from './changes-of.js';
import type { ContactBook } from './contact-book.js';
import type { EventLog } from './event-log.js';
import type { Inbox } from './inbox.js';
import type { InboxJournal } from './inbox-journal.js';
import type { MessageRepository } from './message-repository.js';
import type { PersonalData } from './personal-data.js';
import type { StorageError } from './storage-error.js';
import type { TicketStore } from './ticket-store.js';
import type { UserMappingRepository } from './user-mapping-repository.js';
import type { VoicemailRepository } from './voicemail-repository.js';

/** All repositories of one storage engine. */
export interface Storage {
  /** The engine's name, for the log; absent where there is none to tell. */
  readonly engine?: string;
  readonly inbox: Inbox;
  readonly journal: InboxJournal;
  readonly aggregates: AggregateStore;
  readonly events: EventLog;
  readonly calls: CallRepository;
  readonly voicemails: VoicemailRepository;
  readonly messages: MessageRepository;
  readonly apps: AppRepository;
  readonly apiKeys: ApiKeyRepository;
  readonly mappings: UserMappingRepository;
  readonly contacts: ContactBook;
  readonly records: AppRecords;
  readonly audit: AuditLog;
  readonly personal: PersonalData;
  readonly archive: Archive;
  /** Tickets that every process can take; absent where processes do not share the storage, or share its tickets elsewhere. */
  readonly tickets?: TicketStore;
  /** Whether the engine takes writes: one that no other operation sees. */
  readonly ping: TaskEither<StorageError, void>;
  /** The time of the engine's own clock, which all its processes share; absent where one process has the storage to itself. */
  readonly clock?: TaskEither<StorageError, Timestamp>;
  /** Absent where other processes may change what is stored. */
  readonly changesOf?: ChangesOf;
  /** Closes every connection; no repository may be used afterwards. */
  readonly close: Task<void>;
}
