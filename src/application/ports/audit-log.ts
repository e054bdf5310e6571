import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { ActId, AppId } from '../../domain/ids.js';
import type { Timestamp } from '../../domain/timestamp.js';
import type { Listed, Page } from './listing.js';
import type { StorageError } from './storage-error.js';

/** What an administrator can do that changes something or takes data out. */
export const ADMIN_ACTIONS = [
  'app.created',
  'app.changed',
  'key.created',
  'key.rotated',
  'key.revoked',
  'mapping.saved',
  'mapping.deleted',
  'mappings.imported',
  'users.synced',
  'dialpad.connect',
  'dialpad.connected',
  'dialpad.disconnected',
  'webhook.created',
  'webhook.removed',
  'webhook.secret.rotated',
  'backfill.requested',
  'call.simulated',
  'endpoint.created',
  'endpoint.changed',
  'endpoint.deleted',
  'endpoint.secret.rotated',
  'endpoint.tested',
  'endpoint.replayed',
  'inbox.replayed',
  'voicemail.deleted',
  'data.erased',
  'data.exported',
  'data.imported',
] as const;
export type AdminAction = (typeof ADMIN_ACTIONS)[number];

/** By which right an act was done: the internal secret, a consent that came back from Dialpad, or access to the machine. */
export const ADMIN_ACTORS = ['internal-secret', 'oauth-callback', 'cli'] as const;
export type AdminActor = (typeof ADMIN_ACTORS)[number];

/** An administrative act as it begins. It holds no secret and no text about a person. */
export interface BegunAct {
  readonly id: ActId;
  readonly at: Timestamp;
  readonly action: AdminAction;
  readonly actor: AdminActor;
  /** The client's address, as the trusted proxies report it; null on the command line. */
  readonly address: string | null;
  readonly requestId: string | null;
}

/** What an act was about. */
export interface ActSubject {
  readonly appId: AppId | null;
  /** The id of the one thing that was changed. */
  readonly targetId: string | null;
  /** How many things were changed, where an act changes several. */
  readonly count: number | null;
}

/** How an act ended. */
export interface ActOutcome extends ActSubject {
  /** The HTTP status of the answer; null while the act is under way, and for ever where the process died in it. */
  readonly status: number | null;
}

export interface AdminAct extends BegunAct, ActOutcome {}

/** Every condition that is given must hold. */
export interface ActFilter {
  readonly appId?: AppId | undefined;
  readonly action?: AdminAction | undefined;
  /** Inclusive. */
  readonly from?: Timestamp | undefined;
  /** Exclusive. */
  readonly to?: Timestamp | undefined;
}

/** Every administrative act. Entries are added and completed once, never changed. */
export interface AuditLog {
  /** Adds an act before it is carried out. Durable when the task ends. */
  readonly begin: (act: AdminAct) => TaskEither<StorageError, void>;
  /** Adds how an act ended. An act that has its status already keeps it. */
  readonly end: (id: ActId, outcome: ActOutcome) => TaskEither<StorageError, void>;
  /** Newest first. */
  readonly list: (filter: ActFilter, page: Page) => TaskEither<StorageError, Listed<AdminAct>>;
  /** Deletes the oldest acts before a time, at most `limit`; answers with their number. */
  readonly prune: (before: Timestamp, limit: number) => TaskEither<StorageError, number>;
}
