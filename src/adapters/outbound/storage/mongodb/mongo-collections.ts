import type { ClientSession, Collection, Db } from 'mongodb';
import type { RecordKind } from '../../../../application/ports/app-records.js';
import type { InboxStatus } from '../../../../application/ports/inbox.js';
import type { AuditAction } from '../../../../domain/app/api-key.js';
import type { DialpadId } from '../../../../domain/dialpad-id.js';
import type { AppId, AuditId, EventId, InboxId, KeyId, MappingId } from '../../../../domain/ids.js';
import type { Timestamp } from '../../../../domain/timestamp.js';

/*
 * One collection for each thing that is kept. An identity that is unique within an app is the document's own `_id`, led by the app's
 * id, so that it is unique on every server and in every shard. Dialpad's ids are texts, times are numbers of milliseconds.
 */

export interface InboxDoc {
  readonly _id: InboxId;
  readonly app_id: AppId | null;
  readonly named_app_id: AppId | null;
  readonly dedupe_key: string;
  readonly name: string | null;
  readonly payload: string;
  readonly received_at: Timestamp;
  readonly status: InboxStatus;
  /** Who holds the lease; null for nobody. */
  readonly owner: string | null;
  /** Names this very lease: settling heeds it, so that a lease that was given anew is not settled by who held the old one. */
  readonly lease: string | null;
  /** The end of the lease or, where nobody holds one, of the pause after a failure. */
  readonly available_at: Timestamp;
  readonly attempts: number;
  readonly replayed: boolean;
  readonly reason: string | null;
  readonly processed_at: Timestamp | null;
}

/** A call, a voicemail or a message: whole, as JSON, and beside it what it is looked for by. */
export interface AggregateDoc {
  /** The app's id and what the phone system knows it by. */
  readonly _id: string;
  readonly app_id: AppId;
  readonly id: string;
  readonly revision: number;
  readonly json: string;
  readonly dialpad_user_id: DialpadId | null;
  readonly from_key: string | null;
  readonly to_key: string | null;
  /** When it began, by which lists are ordered. */
  readonly at: Timestamp;
  readonly status?: string | null;
  readonly direction?: string | null;
  /** Of a call; one of before there was any has none but its own. */
  readonly conversation_id?: DialpadId;
  /** Of a call: its own id and those it names. One of before there were any names none. */
  readonly links?: readonly DialpadId[];
  readonly deleted?: boolean;
}

export interface EventDoc {
  /** The app's id and the place in its stream. */
  readonly _id: string;
  readonly app_id: AppId;
  readonly seq: number;
  readonly id: EventId;
  /** JSON of `AppEvent`. */
  readonly json: string;
  readonly recorded_at: Timestamp;
}

export interface KeyDoc {
  readonly id: KeyId;
  readonly hash: string;
  readonly hint: string;
  readonly created_at: Timestamp;
  readonly valid_until: Timestamp | null;
}

export interface AuditDoc {
  readonly id: AuditId;
  readonly revision: number;
  readonly action: AuditAction;
  readonly old_key_hint: string | null;
  readonly new_key_hint: string | null;
  readonly performed_at: Timestamp;
}

/** An app with its keys and their history, which are few: what changes together is one document. */
export interface AppDoc {
  readonly _id: AppId;
  readonly name: string;
  readonly is_active: boolean;
  readonly created_at: Timestamp;
  readonly updated_at: Timestamp;
  readonly key_revision: number;
  readonly keys: readonly KeyDoc[];
  readonly audit: readonly AuditDoc[];
}

/** When a key was last used: noted often, and so apart from the app. */
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
  readonly created_at: Timestamp;
  readonly updated_at: Timestamp;
  readonly revision: number;
  /** A deleted one stays as a marker, so that a write that comes late cannot bring it back. */
  readonly deleted: boolean;
}

/** One piece of what is kept of an app. */
export interface AppRecordDoc {
  /** The app's id and the kind. */
  readonly _id: string;
  readonly app_id: AppId;
  readonly kind: RecordKind;
  readonly revision: number;
  readonly value: string;
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

/** All that is to be written for an app in one step. */
export interface Payload {
  readonly calls: readonly AggregateDoc[];
  readonly voicemails: readonly AggregateDoc[];
  readonly messages: readonly AggregateDoc[];
  readonly mappings: readonly MappingDoc[];
  readonly events: readonly EventDoc[];
  readonly settled: readonly SettledDoc[];
  readonly at: Timestamp;
}

/** The right to write for an app, and once that is known, what. */
export interface Intent {
  /** Names the step, the same for each app that it writes for. */
  readonly id: string;
  /** The app in whose stream the step is decided. */
  readonly leader: AppId;
  /** Said in the leader's stream alone. From here on it has happened, whoever dies: anybody who comes along writes what is still missing. */
  readonly decided: boolean;
  /** The other apps that the step writes for. */
  readonly followers: readonly AppId[];
  readonly payload: Payload | null;
}

export interface StreamDoc {
  readonly _id: AppId;
  /** The newest event that is written out. */
  readonly seq: number;
  readonly intent: Intent | null;
  /** Counts transactions, which get into each other's way here if they write for the same app. */
  readonly turn?: number;
}

export interface MetaDoc {
  readonly _id: 'stream' | 'schema';
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
  readonly app_records: Collection<AppRecordDoc>;
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
  'app_records',
  'meta',
] as const satisfies readonly (keyof Collections)[];

export const collectionsOf = (db: Db): Collections =>
  Object.fromEntries(COLLECTIONS.map((name) => [name, db.collection(name)])) as unknown as Collections;

/** What a statement runs in: a transaction, or by itself. */
export interface Within {
  readonly session?: ClientSession;
}

/** The `_id` of what is unique within an app. */
export const idWithin = (appId: AppId, key: string | number): string => `${appId} ${key}`;
