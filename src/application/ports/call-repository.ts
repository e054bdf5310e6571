import type { Option } from 'fp-ts/lib/Option.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { CallStatus } from '../../domain/call/call-status.js';
import type { CallView } from '../../domain/call/call-view.js';
import type { DialpadId } from '../../domain/dialpad-id.js';
import type { Direction } from '../../domain/direction.js';
import type { AppId, CallId } from '../../domain/ids.js';
import type { BriefCall } from '../../domain/statistics/call-statistics.js';
import type { Timestamp } from '../../domain/timestamp.js';
import type { Attributed, Listed, Page, Place } from './listing.js';
import type { StorageError } from './storage-error.js';

/** Every condition that is given must hold. */
export interface CallFilter {
  readonly statuses?: readonly CallStatus[] | undefined;
  readonly direction?: Direction | undefined;
  /** A phone number in any spelling that stands on either side; not given together with `from` or `to`. */
  readonly number?: string | undefined;
  /** A phone number in any spelling: what has the same `phoneKey` in the app's country. */
  readonly from?: string | undefined;
  /** A phone number in any spelling: what has the same `phoneKey` in the app's country. */
  readonly to?: string | undefined;
  readonly dialpadUserId?: DialpadId | undefined;
  readonly crmUserId?: string | undefined;
  /** All legs of one conversation. */
  readonly conversationId?: DialpadId | undefined;
  /** Inclusive. */
  readonly startedAfter?: Timestamp | undefined;
  /** Exclusive, so that two adjoining time ranges share no call. */
  readonly startedBefore?: Timestamp | undefined;
}

/** The read side of calls. */
export interface CallRepository {
  readonly find: (appId: AppId, id: CallId) => TaskEither<StorageError, Option<Attributed<CallView>>>;
  /** Newest `startedAt` first; calls that started together, by descending id. */
  readonly list: (
    appId: AppId,
    filter: CallFilter,
    page: Page,
  ) => TaskEither<StorageError, Listed<Attributed<CallView>>>;
  /** Calls that began in a time range, oldest `startedAt` first, then by ascending id: up to `limit` after a place. */
  readonly startedWithin: (
    appId: AppId,
    range: { readonly from: Timestamp; readonly to: Timestamp },
    after: Place | null,
    limit: number,
  ) => TaskEither<StorageError, readonly BriefCall[]>;
  /** Up to `limit` live calls that have not changed since a time; least recently updated first. */
  readonly stale: (appId: AppId, before: Timestamp, limit: number) => TaskEither<StorageError, readonly CallView[]>;
}
