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

/** What a decision read of one app's legs, so that a leg that another writer adds or changes meanwhile is noticed. */
export interface LegsRead {
  readonly appId: AppId;
  /** Every id that was looked up. */
  readonly ids: readonly DialpadId[];
  /** Every leg that has one of the ids as its own, or names one, with the revision that was read. */
  readonly legs: ReadonlyMap<DialpadId, number>;
  /** Legs that only junk connects. The decision depends on none but those it changes; they may stand under the ids or not. */
  readonly junk?: ReadonlySet<DialpadId>;
}

/** The outcome of an inbox event. */
export interface Settled {
  readonly id: InboxId;
  readonly status: 'processed' | 'ignored' | 'failed';
  readonly reason: string | null;
}

/** What follows from a batch of observations. */
export interface Commit extends Aggregates {
  /** The process that holds the lease on every settled event. */
  readonly owner: string;
  /** In the order in which they are to stand in the stream. */
  readonly events: readonly NewAppEvent[];
  readonly settled: readonly Settled[];
  /** At most one for each app; none if the decision depends on no legs. */
  readonly legsRead?: readonly LegsRead[];
}

/** The write side: calls, voicemails and messages, saved in one step with the events that announce their changes. */
export interface AggregateStore {
  /**
   * The aggregates that exist under these keys, in no particular order, each once, voicemails marked as deleted included. A voicemail
   * exists under each of its `keys`. Of calls, also every leg that shares an id with one of them, directly or through other legs: the
   * whole conversation (`relativesOf`). Of one with more than `MAX_LEGS` legs it is more than that many, but perhaps not all.
   */
  readonly load: (keys: readonly AggregateKeys[]) => TaskEither<StorageError, Aggregates>;
  /**
   * Saves everything in the commit, all or nothing, durably, and gives each event the next `seq` of its app. Answers with the events
   * in the same order. `Conflict`, and nothing saved, if
   * - an aggregate is no longer at the revision before the one to be saved,
   * - a voicemail to be saved has a key that another one has, unless that one is in the commit too and no longer has it,
   * - the legs under the ids of `legsRead` are no longer exactly those that were read, each at its revision,
   * - `owner` does not hold the lease on one of the settled events, or it is settled already.
   */
  readonly commit: (commit: Commit) => TaskEither<StorageError | Conflict, readonly AppEvent[]>;
}
