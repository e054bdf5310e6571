import * as E from 'fp-ts/lib/Either.js';
import type * as TE from 'fp-ts/lib/TaskEither.js';
import type { EventLog, StreamPosition } from '../../../application/ports/event-log.js';
import type { StorageError } from '../../../application/ports/storage-error.js';
import type { AppEvent } from '../../../domain/event/app-event.js';
import type { AppId } from '../../../domain/ids.js';

/** What the log has next: events, or nothing that follows, because what did was pruned. */
export type LogPage =
  | { readonly _tag: 'Events'; readonly events: readonly AppEvent[] }
  | { readonly _tag: 'Gone'; readonly position: StreamPosition };

/** Events to read from the log at once. */
const PAGE_SIZE = 100;

/** Reads the events that follow `after` without a gap. */
export const readLogPage =
  (events: Pick<EventLog, 'read' | 'position'>, appId: AppId, after: number): TE.TaskEither<StorageError, LogPage> =>
  async () => {
    const page = await events.read(appId, after, PAGE_SIZE)();
    if (E.isLeft(page)) return page;
    if (page.right[0]?.seq === after + 1) return E.right({ _tag: 'Events', events: page.right });
    const position = await events.position(appId)();
    return E.isLeft(position) ? position : E.right({ _tag: 'Gone', position: position.right });
  };
