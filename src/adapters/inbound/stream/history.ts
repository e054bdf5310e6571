import * as E from 'fp-ts/lib/Either.js';
import type * as TE from 'fp-ts/lib/TaskEither.js';
import { BUDGETS } from '../../../application/budgets.js';
import type { EventLog, StreamPosition } from '../../../application/ports/event-log.js';
import type { StorageError } from '../../../application/ports/storage-error.js';
import type { AppId } from '../../../domain/ids.js';
import type { Turns } from '../turns.js';
import { type StreamItem, streamItem } from './stream-item.js';

/** The events that streams held so far, read page by page. The apps take turns; clients that ask for the same page share it. */
export interface History {
  /** Runs a step that reads or sends history, once it is the app's turn. */
  readonly take: Turns['take'];
  /** Within a step: the events after `after`, of which the first may have been pruned. */
  readonly read: (appId: AppId, after: number) => TE.TaskEither<StorageError, readonly StreamItem[]>;
  /** Within a step: what follows on `after` without a gap. */
  readonly page: (appId: AppId, after: number) => TE.TaskEither<StorageError, LogPage>;
  /** A step of its own. */
  readonly position: EventLog['position'];
  /** How many steps wait for their turn. */
  readonly waiting: () => number;
}

/** What the log has next: events, or nothing that follows, because what did was pruned. */
export type LogPage =
  | { readonly _tag: 'Events'; readonly items: readonly StreamItem[] }
  | { readonly _tag: 'Gone'; readonly position: StreamPosition };

/** Events to read from the log at once. */
const PAGE_SIZE = 100;

export const makeHistory = (events: Pick<EventLog, 'read' | 'position'>, { take, waiting }: Turns): History => {
  const recent = makeRecentPages();

  const read: History['read'] = (appId, after) => async () => {
    const known = recent.get(appId, after);
    if (known !== undefined) return E.right(known);
    const found = await events.read(appId, after, PAGE_SIZE, BUDGETS.stepBytes)();
    if (E.isLeft(found)) return found;
    const items = found.right.map(streamItem);
    recent.keep(appId, after, items);
    return E.right(items);
  };

  const page: History['page'] = (appId, after) => async () => {
    const found = await read(appId, after)();
    if (E.isLeft(found)) return found;
    if (found.right[0]?.seq === after + 1) return E.right({ _tag: 'Events', items: found.right });
    const position = await events.position(appId)();
    return E.isLeft(position) ? position : E.right({ _tag: 'Gone', position: position.right });
  };

  return { take, waiting, read, page, position: (appId) => () => take(appId, events.position(appId)) };
};

/** Events that follow on `after` in the log of an app. */
interface Page {
  readonly appId: AppId;
  readonly after: number;
  readonly items: readonly StreamItem[];
  readonly bytes: number;
}

/** The pages that were read last. A page never changes: it only gets shorter when events are pruned. */
const makeRecentPages = () => {
  /** Oldest first. */
  const pages: Page[] = [];
  let total = 0;

  return {
    /** What a page has after this event, where it has something: a client may have taken a part of it. */
    get: (appId: AppId, after: number): readonly StreamItem[] | undefined => {
      const page = pages.find((one) => one.appId === appId && one.after <= after && after < lastOf(one));
      return page?.after === after ? page.items : page?.items.filter(({ seq }) => seq > after);
    },
    keep: (appId: AppId, after: number, items: readonly StreamItem[]): void => {
      // There may be something the next time.
      if (items.length === 0) return;
      const bytes = items.reduce((sum, { text, bytes }) => sum + text.length + bytes.length, 0);
      pages.push({ appId, after, items, bytes });
      total += bytes;
      while (total > BUDGETS.recentPagesBytes) total -= pages.shift()?.bytes ?? total;
    },
  };
};

const lastOf = ({ after, items }: Page): number => items.at(-1)?.seq ?? after;
