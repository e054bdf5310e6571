import type { ClientSession, Collection, Db } from 'mongodb';
import type { RecordKind } from '../../../../application/ports/app-records.js';
import type { AdminAction, AdminActor } from '../../../../application/ports/audit-log.js';
import type { InboxStatus } from '../../../../application/ports/inbox.js';
import type { DialpadId } from '../../../../domain/dialpad-id.js';
import type { ActId, AppId, CallId, ContactId, EventId, InboxId, KeyId, MappingId } from '../../../../domain/ids.js';
import type { Timestamp } from '../../../../domain/timestamp.js';
import type { VoicemailKey } from '../../../../domain/voicemail/voicemail.js';
import type { AppDoc } from './mongo-app-docs.js';
import type { InboxDoc } from './mongo-inbox-docs.js';

/*
 * One collection for each kind of record. An identity that is unique within an app is the document's `_id`, with the app's id in front,
 * so that it is unique on every server and in every shard. Dialpad's ids are texts; times are milliseconds since 1970.
 */

/** A call, a voicemail or a message: complete in `json`, with the fields that queries filter and sort by beside it. */
export interface AggregateDoc {
  /** The app's id and the aggregate's key in the phone system. */
  readonly _id: string;
  readonly app_id: AppId;
  readonly id: string;
  readonly revision: number;
  readonly json: string;
  readonly dialpad_user_id: DialpadId | null;
  readonly from_key: string | null;
  readonly to_key: string | null;
  /** When it began. Lists are sorted by it. */
  readonly at: Timestamp;
  readonly status?: string | null;
  readonly direction?: string | null;
  /** Of a call. Missing in documents that an older version stored: there the call is a conversation by itself. */
  readonly conversation_id?: DialpadId;
  /** Of a call: its own id and those of the legs that it names. Missing in documents that an older version stored. */
  readonly links?: readonly DialpadId[];
  /** Of a voicemail: every key that it is known by. Missing in documents that an older version stored: there it is that of the `_id`. */
  readonly keys?: readonly VoicemailKey[];
  readonly deleted?: boolean;
}

export interface EventDoc {
  /** The app's id and the event's `seq`. */
  readonly _id: string;
  readonly app_id: AppId;
  readonly seq: number;
  readonly id: EventId;
  /** The call that the event is about. Missing in documents that an older version stored. */
  readonly call_id?: CallId | null;
  /** JSON of `AppEvent`. */
  readonly json: string;
  readonly recorded_at: Timestamp;
}

/** When a key was last used. It changes often and so is not part of the app's document. */
export interface KeyUseDoc {
  readonly _id: KeyId;
  readonly last_used_at: Timestamp;
}

export interface OrganizationDoc {
  readonly _id: DialpadId;
  readonly app_id: AppId;
}

export interface MappingDoc {
  /** The app's id and the Dialpad user's. */
  readonly _id: string;
  readonly app_id: AppId;
  readonly id: MappingId;
  readonly dialpad_user_id: DialpadId;
  readonly crm_user_id: string;
  /** By which the CRM user is found; absent where an older version wrote the mapping, until the schema is migrated. */
  readonly crm_user_key?: string;
  readonly created_at: Timestamp;
  readonly updated_at: Timestamp;
  readonly revision: number;
  /** A deleted mapping stays as a marker, so that a late write cannot restore it. */
  readonly deleted: boolean;
}

/** What a CRM says about whoever has a number. */
export interface ContactDoc {
  /** The app's id and the key of the number. */
  readonly _id: string;
  readonly app_id: AppId;
  readonly id: ContactId;
  readonly number_key: string;
  readonly number: string;
  readonly name: string;
  readonly record_url: string | null;
  readonly updated_at: Timestamp;
}

/** A record of an app, such as its connection. */
export interface AppRecordDoc {
  /** The app's id and the kind. */
  readonly _id: string;
  readonly app_id: AppId;
  readonly kind: RecordKind;
  readonly revision: number;
  readonly value: string;
}

/** One administrative act. */
export interface ActDoc {
  readonly _id: ActId;
  readonly at: Timestamp;
  readonly action: AdminAction;
  readonly actor: AdminActor;
  readonly address: string | null;
  readonly request_id: string | null;
  readonly app_id: AppId | null;
  readonly target_id: string | null;
  readonly affected: number | null;
  readonly status: number | null;
}

/** How an inbox event is settled. */
export interface SettledDoc {
  readonly app_id: AppId;
  readonly id: InboxId;
  /** The lease it is settled under. */
  readonly lease: string | null;
  readonly status: InboxStatus;
  readonly reason: string | null;
}

/** Everything that one step writes for one app. */
export interface Payload {
  readonly calls: readonly AggregateDoc[];
  readonly voicemails: readonly AggregateDoc[];
  readonly messages: readonly AggregateDoc[];
  readonly mappings: readonly MappingDoc[];
  readonly events: readonly EventDoc[];
  readonly settled: readonly SettledDoc[];
  readonly at: Timestamp;
}

/** A step under way: it locks the stream of an app and, once it is decided, holds what is to be written. See mongo-intents.ts. */
export interface Intent {
  /** The step's id, the same in each app that it writes for. */
  readonly id: string;
  /** The app in whose stream the step is decided. */
  readonly leader: AppId;
  /** True in the leader's stream only. From then on the step has happened: any process may write what is still missing. */
  readonly decided: boolean;
  /** The other apps that the step writes for. */
  readonly followers: readonly AppId[];
  readonly payload: Payload | null;
}

export interface StreamDoc {
  readonly _id: AppId;
  /** The newest event that can be read. */
  readonly seq: number;
  readonly intent: Intent | null;
  /** Counts transactions: each changes it, so that two that write for the same app conflict here. */
  readonly turn?: number;
}

export interface MetaDoc {
  /** `probe` is written to see whether writes are possible. */
  readonly _id: 'stream' | 'schema' | 'probe';
  readonly name?: string;
  readonly version?: number;
}

export interface Collections {
  readonly inbox: Collection<InboxDoc>;
  readonly calls: Collection<AggregateDoc>;
  readonly voicemails: Collection<AggregateDoc>;
  readonly messages: Collection<AggregateDoc>;
  readonly events: Collection<EventDoc>;
  readonly streams: Collection<StreamDoc>;
  readonly apps: Collection<AppDoc>;
  readonly key_uses: Collection<KeyUseDoc>;
  readonly app_organizations: Collection<OrganizationDoc>;
  readonly user_mappings: Collection<MappingDoc>;
  readonly contacts: Collection<ContactDoc>;
  readonly app_records: Collection<AppRecordDoc>;
  readonly audit: Collection<ActDoc>;
  readonly meta: Collection<MetaDoc>;
}

export const COLLECTIONS = [
  'inbox',
  'calls',
  'voicemails',
  'messages',
  'events',
  'streams',
  'apps',
  'key_uses',
  'app_organizations',
  'user_mappings',
  'contacts',
  'app_records',
  'audit',
  'meta',
] as const satisfies readonly (keyof Collections)[];

export const collectionsOf = (db: Db): Collections =>
  Object.fromEntries(COLLECTIONS.map((name) => [name, db.collection(name)])) as unknown as Collections;

/** The options of a statement: its transaction, or none. */
export interface Within {
  readonly session?: ClientSession;
}

/** The `_id` of a document whose `key` is unique within its app. */
export const idWithin = (appId: AppId, key: string | number): string => `${appId} ${key}`;
