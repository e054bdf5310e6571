import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { Aggregates } from '../../domain/aggregates.js';
import type { DialpadId } from '../../domain/dialpad-id.js';
import type { AppEvent, NewAppEvent } from '../../domain/event/app-event.js';
import type { AppId, InboxId } from '../../domain/ids.js';
import type { VoicemailKey } from '../../domain/voicemail/voicemail.js';
import type { Conflict, StorageError } from './storage-error.js';

/** What to load of one app. */
export interface AggregateKeys {
  readonly appId: AppId;
  readonly calls: readonly DialpadId[];
  readonly voicemails: readonly VoicemailKey[];
  readonly messages: readonly DialpadId[];
}

/** What became of an inbox event. */
export interface Settled {
  readonly id: InboxId;
  readonly status: 'processed' | 'ignored' | 'failed';
  readonly reason: string | null;
}

/** The outcome of a batch of inbox events. */
export interface Commit extends Aggregates {
  /** The process that holds the lease on every settled event. */
  readonly owner: string;
  /** In the order in which they are to stand in the stream. */
  readonly events: readonly NewAppEvent[];
  readonly settled: readonly Settled[];
}

/** The write side: calls, voicemails and messages, kept in one step with what is told of them. */
export interface AggregateStore {
  /**
   * The aggregates that exist under these keys, in no particular order, voicemails marked as deleted included. Of calls, also each that
   * has an id in common with one of them, directly or through others: the whole conversation (`relativesOf`).
   */
  readonly load: (keys: readonly AggregateKeys[]) => TaskEither<StorageError, Aggregates>;
  /**
   * Keeps everything in the commit, all or nothing, durably, and gives each event the next `seq` of its app. Answers with
   * the events in the same order. `Conflict`, and nothing kept, if an aggregate is no longer at the revision before
   * the one to be kept, or if `owner` does not hold one of the settled events, or it is settled already.
   */
  readonly commit: (commit: Commit) => TaskEither<StorageError | Conflict, readonly AppEvent[]>;
}
