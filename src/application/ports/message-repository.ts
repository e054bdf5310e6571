import type { Option } from 'fp-ts/lib/Option.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { DialpadId } from '../../domain/dialpad-id.js';
import type { Direction } from '../../domain/direction.js';
import type { AppId, MessageId } from '../../domain/ids.js';
import type { MessageView } from '../../domain/message/message.js';
import type { Attributed, Listed, Page } from './listing.js';
import type { StorageError } from './storage-error.js';

/** Every condition that is given must hold. */
export interface MessageFilter {
  readonly direction?: Direction | undefined;
  /** A phone number in any spelling that stands on either side; not given together with `from` or `to`. */
  readonly number?: string | undefined;
  /** A phone number in any spelling: what has the same `phoneKey` in the app's country. */
  readonly from?: string | undefined;
  /** A phone number in any spelling: what has the same `phoneKey` in the app's country. */
  readonly to?: string | undefined;
  readonly dialpadUserId?: DialpadId | undefined;
}

/** The read side of messages. */
export interface MessageRepository {
  readonly find: (appId: AppId, id: MessageId) => TaskEither<StorageError, Option<Attributed<MessageView>>>;
  /** Newest `sentAt` first; those sent together, by descending id. */
  readonly list: (
    appId: AppId,
    filter: MessageFilter,
    page: Page,
  ) => TaskEither<StorageError, Listed<Attributed<MessageView>>>;
}
