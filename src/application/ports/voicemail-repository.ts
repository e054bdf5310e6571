import type { Option } from 'fp-ts/lib/Option.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { DialpadId } from '../../domain/dialpad-id.js';
import type { AppId, VoicemailId } from '../../domain/ids.js';
import type { Timestamp } from '../../domain/timestamp.js';
import type { VoicemailView } from '../../domain/voicemail/voicemail.js';
import type { Attributed, Listed, Page } from './listing.js';
import type { StorageError } from './storage-error.js';

/** Every condition that is given must hold. */
export interface VoicemailFilter {
  readonly dialpadUserId?: DialpadId | undefined;
  /** A phone number in any spelling that stands on either side; not given together with `from` or `to`. */
  readonly number?: string | undefined;
  /** A phone number in any spelling: what has the same `phoneKey` in the app's country. */
  readonly from?: string | undefined;
  /** A phone number in any spelling: what has the same `phoneKey` in the app's country. */
  readonly to?: string | undefined;
}

/** The read side of voicemails. A deleted one is not there. */
export interface VoicemailRepository {
  readonly find: (appId: AppId, id: VoicemailId) => TaskEither<StorageError, Option<Attributed<VoicemailView>>>;
  /** Newest `createdAt` first; those created together, by descending id. */
  readonly list: (
    appId: AppId,
    filter: VoicemailFilter,
    page: Page,
  ) => TaskEither<StorageError, Listed<Attributed<VoicemailView>>>;
  /** Marks it as deleted, for good; false if there is no such voicemail. */
  readonly delete: (appId: AppId, id: VoicemailId, now: Timestamp) => TaskEither<StorageError, boolean>;
}
